import { at } from '../../src/core/errors.js';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { ACTION_TABLE_HASH, ACTIONS } from '../../src/policy/action-table.js';
import { createEncoder } from '../../src/policy/encode.js';
import { FEATURE_TABLE_HASH, FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import {
  basisSize,
  type DenseLayer,
  type PolicyModel,
  type RegressionTree,
  type SplitNode,
} from '../../src/policy/model.js';
import type { PolicyFile } from '../../src/policy/policy-schema.js';
import { MOST_PRICE, type Prices, readsOf } from '../../src/policy/prices.js';

/** Seeded random policies of every kind: what the quantised and the exported forms are compared on. */
export const SAMPLE_KINDS = ['mlp', 'linear', 'quadratic', 'tree', 'priced-tree', 'forest'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** One feature of every encoding, and one that a tree splits on most. */
export const SAMPLE_FEATURES = [
  'reason',
  'folio_order',
  'nr_folios',
  'batch_kib',
  'distance',
  'dma_free',
  'dst_idle_cpus',
];

/** Those, and all that prices are computed from. */
const PRICED_FEATURES = [...new Set([...SAMPLE_FEATURES, ...readsOf({ touch: 1, delay: 1 })])];

function normals(count: number, spread: number, random: RandomStream): number[] {
  return Array.from({ length: count }, () => spread * random.normal());
}

function denseLayer(inputs: number, outputs: number, last: boolean, random: RandomStream): DenseLayer {
  return {
    inputs,
    outputs,
    weights: normals(inputs * outputs, 1 / Math.sqrt(inputs), random),
    bias: normals(outputs, 0.1, random),
    activation: last ? 'none' : 'relu',
  };
}

/** A complete tree of `depth`, nodes in breadth-first order, thresholds uniform in the logarithm. */
function completeTree<Leaf>(depth: number, leaf: () => Leaf, random: RandomStream): (SplitNode | Leaf)[] {
  const splits = 2 ** depth - 1;
  return Array.from({ length: 2 ** (depth + 1) - 1 }, (_, index) => {
    if (index >= splits) return leaf();
    const feature = featureIndex(at(SAMPLE_FEATURES, random.below(SAMPLE_FEATURES.length)));
    const threshold = (1 + (FEATURES[feature]?.max ?? 0)) ** random.uniform() - 0.5;
    return { feature, threshold, left: 2 * index + 1, right: 2 * index + 2 };
  });
}

function ranking(random: RandomStream): { ranking: number[] } {
  const drawn = Array.from({ length: random.below(6) }, () => random.below(ACTIONS.length));
  return { ranking: [...new Set(drawn)] };
}

/** Prices of every size, at times none and the most. */
export function randomPrices(random: RandomStream): Prices {
  const draw = (): number => {
    const kind = random.below(6);
    return kind < 2 ? kind * MOST_PRICE : Math.floor(MOST_PRICE ** random.uniform());
  };
  return {
    ...{ touch: draw(), delay: draw(), wait: draw(), channel: draw() },
    stores: random.below(2) === 0 ? 'temporal' : 'nontemporal',
  };
}

const PRICES = 8;

/** Every other choice is by prices, some of them after actions. */
function pricedRanking(random: RandomStream): { ranking: number[] } {
  const draw = (): number =>
    random.below(2) === 0 ? random.below(ACTIONS.length) : ACTIONS.length + random.below(PRICES);
  return { ranking: [...new Set(Array.from({ length: random.below(4) }, draw))] };
}

function regressionTree(random: RandomStream): RegressionTree {
  return { nodes: completeTree(random.below(5), () => ({ value: 1e5 * random.normal() }), random) };
}

/** Every fifth action was never tried. */
const untried = (action: number): boolean => action % 5 === 4;

export function sampleModel(kind: SampleKind, seed: number): PolicyModel {
  const random = randomStream(seed, `test/model/${kind}`);
  const { size: inputs } = createEncoder(SAMPLE_FEATURES);
  const degree = kind === 'quadratic' ? 2 : 1;
  switch (kind) {
    case 'mlp': {
      const widths = [inputs, 24, 16, ACTIONS.length];
      const layers = widths.slice(1).map((outputs, k) => denseLayer(widths[k] ?? 0, outputs, k === 2, random));
      return { kind: 'mlp', layers };
    }
    case 'linear':
    case 'quadratic': {
      const row = () => normals(basisSize(degree, inputs), 1e4, random);
      return { kind: 'linear', degree, inputs, weights: ACTIONS.map((_, a) => (untried(a) ? null : row())) };
    }
    case 'tree':
      return { kind: 'tree', nodes: completeTree(6, () => ranking(random), random) };
    case 'priced-tree': {
      const prices = Array.from({ length: PRICES }, () => randomPrices(random));
      return { kind: 'tree', nodes: completeTree(4, () => pricedRanking(random), random), prices };
    }
    case 'forest': {
      const trees = () => Array.from({ length: random.below(4) }, () => regressionTree(random));
      return { kind: 'forest', trees: ACTIONS.map((_, a) => (untried(a) ? null : trees())) };
    }
    default:
      return kind satisfies never;
  }
}

export function policyOf(model: PolicyModel, more: Partial<PolicyFile> = {}): PolicyFile {
  return {
    format: 'foliotune-policy-1',
    name: 'sample',
    learner: 'none',
    platform: { name: 'zen3-ptdma', hash: '0123456789abcdef' },
    features: SAMPLE_FEATURES,
    featureTableHash: FEATURE_TABLE_HASH,
    actionTableHash: ACTION_TABLE_HASH,
    model,
    training: { experiment: 'sample', seed: 1, decisions: 0 },
    provenance: { foliotune: '0.1.0' },
    ...more,
  };
}

export const samplePolicy = (kind: SampleKind, seed: number): PolicyFile =>
  policyOf(sampleModel(kind, seed), kind === 'priced-tree' ? { features: PRICED_FEATURES } : {});

/** Features that every action's requirements meet, but for the values given. */
export function roomyFeatures(values: Readonly<Record<string, number>> = {}): Int32Array {
  const roomy: Record<string, number> = {
    nr_folios: 512,
    src_cpus: 64,
    dst_cpus: 64,
    src_complexes: 8,
    dst_complexes: 8,
    dma_channels: 16,
    ...values,
  };
  return Int32Array.from(FEATURES, ({ name, min }) => roomy[name] ?? min);
}
