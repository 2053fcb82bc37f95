import type { OpenScenario } from '../../env/scenario-registry.js';
import { type Contender, KERNEL } from '../../evaluation/contender.js';
import { runEpisode } from '../../evaluation/rollout.js';
import { costPerMiB } from '../../evaluation/score.js';
import { tuningSeeds } from '../../evaluation/seeds.js';
import { pairedRatio } from '../../evaluation/statistics/paired-ratio.js';
import { actionIndex } from '../../policy/action-table.js';
import { reachLeaf } from '../../policy/float/tree.js';
import type { TreeModel } from '../../policy/model.js';
import type { PolicyFile } from '../../policy/policy-schema.js';
import { policyEntrant } from '../entrant.js';
import { contenderOf } from '../entrant-contender.js';

/*
 * Trials of a tree on a scenario, beside today's kernel on the same tuning episodes. With costs per MiB, c the tree's and
 * k the kernel's:
 *
 *   bound    R + SURE · s        R = Σ c ÷ Σ k, s its standard error (paired-ratio.ts)
 *
 * on FEW episodes, and on MANY where these cost more than SUSPECT of the kernel's.
 */
const FEW = 2;
const MANY = 10;
const SUSPECT = 0.85;
/** One-sided, 95 %. */
const SURE = 1.645;
export const DECLINE = actionIndex('decline');

/** The states in which a scenario acts by one leaf, that is, does anything but decline. */
export interface LeafUse {
  /** How many. */
  count: number;
  /** Least and greatest value of each feature in them. [FEATURES] */
  readonly low: Int32Array;
  readonly high: Int32Array;
}

export interface Trial {
  /** A ratio to the kernel's cost that the tree's is surely below. */
  readonly bound: number;
  /** By the leaf's node. */
  readonly uses: ReadonlyMap<number, LeafUse>;
}

function addState(uses: Map<number, LeafUse>, leaf: number, features: Int32Array): void {
  const use = uses.get(leaf) ?? { count: 0, low: features.slice(), high: features.slice() };
  use.count++;
  features.forEach((value, k) => {
    if (value < (use.low[k] ?? 0)) use.low[k] = value;
    if (value > (use.high[k] ?? 0)) use.high[k] = value;
  });
  uses.set(leaf, use);
}

/** The same contender, whose states with an action other than declining are kept by leaf. */
function watched(contender: Contender, { nodes }: TreeModel, uses: Map<number, LeafUse>): Contender {
  const indices = new Map(nodes.map((node, index) => [node, index]));
  return {
    ...contender,
    begin: (open, sim, seed) => {
      const decide = contender.begin(open, sim, seed);
      return (features, mask, current, slot) => {
        const action = decide(features, mask, current, slot);
        if (action !== DECLINE) addState(uses, indices.get(reachLeaf(nodes, features)) ?? 0, features);
        return action;
      };
    },
  };
}

/** Tries trees of one policy, and counts what that takes. */
export class Trials {
  /** Simulated decisions so far; the kernel's are none. */
  decisions = 0;
  readonly #policy: PolicyFile;
  readonly #seeds: readonly number[];
  readonly #kernel = new Map<string, number>();

  constructor(policy: PolicyFile) {
    this.#policy = policy;
    this.#seeds = tuningSeeds(policy.training.seed, MANY);
  }

  run(open: OpenScenario, model: TreeModel): Trial {
    const few = this.#on(open, model, FEW);
    return few.ratio > SUSPECT ? this.#on(open, model, MANY) : few;
  }

  #on(open: OpenScenario, model: TreeModel, episodes: number): Trial & { readonly ratio: number } {
    const uses = new Map<number, LeafUse>();
    const contender = watched(contenderOf(policyEntrant({ ...this.#policy, model } as PolicyFile)), model, uses);
    const seeds = this.#seeds.slice(0, episodes);
    const own = seeds.map((seed) => {
      const result = runEpisode(open, seed, contender);
      this.decisions += result.decisions;
      return costPerMiB(result);
    });
    const kernel = seeds.map((seed) => this.#kernelCost(open, seed));
    const { ratio, error } = pairedRatio(own, kernel);
    return { ratio, bound: ratio + SURE * error, uses };
  }

  #kernelCost(open: OpenScenario, seed: number): number {
    const key = `${open.scenario.name} ${seed}`;
    const cost = this.#kernel.get(key) ?? costPerMiB(runEpisode(open, seed, KERNEL));
    this.#kernel.set(key, cost);
    return cost;
  }
}
