import { z } from 'zod';
import { ACTIONS } from './action-table.js';
import { FEATURES } from './feature-table.js';
import { type Prices, pricesSchema } from './prices.js';

/**
 * What a learner hands over: plain JSON data that says how features become an action. Two families of meaning:
 *
 *   mlp            logit per action, masked argmax
 *   linear, forest predicted cost per action, masked argmin
 *   tree           a leaf ranks choices, best first; the first possible one is taken
 *
 * Everywhere ties go to the lowest action index, by prices to what `prices.ts` prefers; an action of which the model knows
 * nothing (a `null` row, in no choice of a leaf) is taken only when nothing else is possible, the lowest index first. Actions
 * are indices into
 * `ACTIONS`. `mlp` and `linear` read the encoded inputs of `encode.ts` (x = q / 256); `tree` and `forest` read the raw
 * integers, and their `feature` is an index into `FEATURES`.
 */
export type PolicyModel = MlpModel | LinearModel | TreeModel | ForestModel;

/** y = activation(x·W + b) */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major [inputs][outputs]. */
  readonly weights: readonly number[];
  /** [outputs] */
  readonly bias: readonly number[];
  readonly activation: 'relu' | 'none';
}

/** Dense layers; the last has one output per action. */
export interface MlpModel {
  readonly kind: 'mlp';
  readonly layers: readonly DenseLayer[];
}

/** cost_a = w_a · φ(x), φ = [1, x_i, x_i·x_j (i ≤ j, i the outer loop)]; the products only at degree 2. */
export interface LinearModel {
  readonly kind: 'linear';
  readonly degree: 1 | 2;
  readonly inputs: number;
  /** [actions][basis]; null for an action that was never tried. */
  readonly weights: readonly (readonly number[] | null)[];
}

/** Raw feature ≤ threshold goes left. Node 0 is the root; both children have a higher index than their parent. */
export interface SplitNode {
  readonly feature: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Choices, best first: where the mask forbids one, the next is taken. A choice below `ACTIONS.length` is that action;
 * `ACTIONS.length` + k is whatever action is cheapest at the tree's k-th prices.
 */
export interface RankingLeaf {
  readonly ranking: readonly number[];
}

/** A decision tree. */
export interface TreeModel {
  readonly kind: 'tree';
  readonly nodes: readonly (SplitNode | RankingLeaf)[];
  /** Prices that its leaves name; none where absent. */
  readonly prices?: readonly Prices[] | undefined;
}

interface ValueLeaf {
  readonly value: number;
}

export interface RegressionTree {
  readonly nodes: readonly (SplitNode | ValueLeaf)[];
}

/** cost_a = Σ of the leaves its trees reach. */
export interface ForestModel {
  readonly kind: 'forest';
  /** [actions][trees]; null for an action that was never tried. */
  readonly trees: readonly (readonly RegressionTree[] | null)[];
}

/** Length of φ for so many inputs: 1 + n, and n(n+1)/2 products at degree 2. */
export function basisSize(degree: 1 | 2, inputs: number): number {
  return 1 + inputs + (degree === 2 ? (inputs * (inputs + 1)) / 2 : 0);
}

const count = z.int().min(1).max(4096);
const MOST_PRICES = 1024;
const numbers = z.array(z.number());
const denseLayer = z
  .strictObject({
    inputs: count,
    outputs: count,
    weights: numbers,
    bias: numbers,
    activation: z.enum(['relu', 'none']),
  })
  .refine(({ inputs, outputs, weights }) => weights.length === inputs * outputs, {
    message: 'wants inputs × outputs weights',
    path: ['weights', 'length'],
  })
  .refine(({ outputs, bias }) => bias.length === outputs, {
    message: 'wants one bias per output',
    path: ['bias', 'length'],
  });

const mlpModel = z
  .strictObject({ kind: z.literal('mlp'), layers: z.array(denseLayer).min(1) })
  .superRefine(({ layers }, context) => {
    layers.forEach((layer, index) => {
      const wanted = layers[index + 1]?.inputs ?? ACTIONS.length;
      if (layer.outputs !== wanted) {
        context.addIssue({ code: 'custom', message: `wants ${wanted} outputs`, path: ['layers', index, 'outputs'] });
      }
    });
  });

const linearModel = z
  .strictObject({
    kind: z.literal('linear'),
    degree: z.union([z.literal(1), z.literal(2)]),
    inputs: count,
    weights: z.array(numbers.nullable()).length(ACTIONS.length),
  })
  .superRefine(({ degree, inputs, weights }, context) => {
    const wanted = basisSize(degree, inputs);
    weights.forEach((row, action) => {
      if (row !== null && row.length !== wanted) {
        context.addIssue({ code: 'custom', message: `wants ${wanted} weights`, path: ['weights', action, 'length'] });
      }
    });
  });

const splitNode = z.strictObject({
  feature: z
    .int()
    .min(0)
    .max(FEATURES.length - 1),
  threshold: z.number(),
  left: z.int().min(1),
  right: z.int().min(1),
});
const rankingLeaf = z.strictObject({ ranking: z.array(z.int().min(0)) });
const valueLeaf = z.strictObject({ value: z.number() });

type Node = SplitNode | RankingLeaf | ValueLeaf;

/** Children come after their parent and inside the list, so that every walk ends. */
function checkOrder(nodes: readonly Node[], context: z.RefinementCtx<unknown>): void {
  nodes.forEach((node, index) => {
    if (!('feature' in node)) return;
    for (const side of ['left', 'right'] as const) {
      if (node[side] <= index || node[side] >= nodes.length) {
        const message = `wants a later node, ${index + 1} to ${nodes.length - 1}`;
        context.addIssue({ code: 'custom', message, path: ['nodes', index, side] });
      }
    }
  });
}

/** Every choice is an action or one of the tree's prices, and none is ranked twice. */
function checkRankings(nodes: readonly Node[], prices: number, context: z.RefinementCtx<unknown>): void {
  const choices = ACTIONS.length + prices;
  nodes.forEach((node, index) => {
    if (!('ranking' in node)) return;
    node.ranking.forEach((choice, rank) => {
      const path = ['nodes', index, 'ranking', rank];
      if (choice >= choices) context.addIssue({ code: 'custom', message: `wants 0 to ${choices - 1}`, path });
      if (node.ranking.indexOf(choice) !== rank) context.addIssue({ code: 'custom', message: 'is ranked twice', path });
    });
  });
}

const treeModel = z
  .strictObject({
    kind: z.literal('tree'),
    nodes: z.array(z.union([splitNode, rankingLeaf], 'wants {feature, threshold, left, right} or {ranking}')).min(1),
    prices: z.array(pricesSchema).max(MOST_PRICES).optional(),
  })
  .superRefine(({ nodes, prices = [] }, context) => {
    checkOrder(nodes, context);
    checkRankings(nodes, prices.length, context);
  });

const regressionTree = z
  .strictObject({
    nodes: z.array(z.union([splitNode, valueLeaf], 'wants {feature, threshold, left, right} or {value}')).min(1),
  })
  .superRefine(({ nodes }, context) => checkOrder(nodes, context));

const forestModel = z.strictObject({
  kind: z.literal('forest'),
  trees: z.array(z.array(regressionTree).nullable()).length(ACTIONS.length),
});

/** Shapes and ranges within the model; that its inputs fit the policy's features is checked by the policy file. */
export const policyModelSchema: z.ZodType<PolicyModel> = z.discriminatedUnion('kind', [
  mlpModel,
  linearModel,
  treeModel,
  forestModel,
]);
