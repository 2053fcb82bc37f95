import { at, invariant } from '../../core/errors.js';
import type { OpenScenario } from '../../env/scenario-registry.js';
import { type Contender, KERNEL } from '../../episodes/contender.js';
import { contenderOf } from '../../episodes/contender-of.js';
import { policyEntrant } from '../../episodes/entrant.js';
import { runEpisode } from '../../episodes/run-episode.js';
import { tuningSeeds } from '../../episodes/seeds.js';
import { costPerMiB } from '../../evaluation/score.js';
import { DECLINE } from '../../heuristics/actions.js';
import { reachLeaf } from '../../policy/float/tree.js';
import type { TreeModel } from '../../policy/model.js';
import type { PolicyFile } from '../../policy/policy-schema.js';
import { pairedRatio } from '../../statistics/paired-ratio.js';

/*
 * Trials of a tree on a scenario, beside today's kernel on the same tuning episodes. With costs per MiB, c the tree's and
 * k the kernel's, R = Σ c ÷ Σ k and s its standard error (paired-ratio.ts):
 *
 *   bound    R + SURE · s on MANY episodes;  R on FEW, where that is at most SUSPECT, far from harm
 *
 * What is chosen by a bound is judged by the same episodes: it says what to cut, not what held-back ones will show.
 */
const FEW = 2;
const MANY = 10;
const SUSPECT = 0.85;
/** Student's t of MANY − 1 degrees of freedom, one-sided, 95 %. */
const SURE = 1.833;

/** The states in which a scenario acts by one leaf, that is, does anything but decline. */
export interface LeafUse {
  /** How many. */
  count: number;
  /** Least and greatest value of each feature in them. [FEATURES] */
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** What one tree did on one scenario. */
export interface TreeTrial {
  /** What the tree's cost is held to be at most, as a ratio to the kernel's. */
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
  const indices = new Map<object, number>(nodes.map((node, index) => [node, index]));
  const indexOf = (leaf: object): number => {
    const index = indices.get(leaf);
    invariant(index !== undefined, 'a leaf is one of the nodes');
    return index;
  };
  return {
    ...contender,
    begin: (open, sim, seed) => {
      const decide = contender.begin(open, sim, seed);
      return (features, mask, current, slot) => {
        const action = decide(features, mask, current, slot);
        if (action !== DECLINE) addState(uses, indexOf(reachLeaf(nodes, features)), features);
        return action;
      };
    },
  };
}

/** Tries trees of one policy, and counts what that takes. */
export class TreeTrials {
  /** Simulated decisions so far; the kernel's are none. */
  decisions = 0;
  readonly #policy: PolicyFile;
  readonly #seeds: readonly number[];
  readonly #kernel = new Map<string, number>();

  constructor(policy: PolicyFile) {
    this.#policy = policy;
    this.#seeds = tuningSeeds(policy.training.seed, MANY);
  }

  run(open: OpenScenario, model: TreeModel): TreeTrial {
    const uses = new Map<number, LeafUse>();
    const few = this.#costs(open, model, uses, 0, FEW);
    const { ratio } = this.#beside(open, few);
    if (ratio <= SUSPECT) return { bound: ratio, uses };
    return this.#judged(open, [...few, ...this.#costs(open, model, uses, FEW, MANY)], uses);
  }

  /** Where a scenario is known to be harmed, what is to help it is tried on MANY episodes at once. */
  runMany(open: OpenScenario, model: TreeModel): TreeTrial {
    const uses = new Map<number, LeafUse>();
    return this.#judged(open, this.#costs(open, model, uses, 0, MANY), uses);
  }

  #judged(open: OpenScenario, costs: readonly number[], uses: TreeTrial['uses']): TreeTrial {
    const { ratio, error } = this.#beside(open, costs);
    return { bound: ratio + SURE * error, uses };
  }

  /** What the tree costs on some of the episodes, in their order. */
  #costs(open: OpenScenario, model: TreeModel, uses: Map<number, LeafUse>, from: number, to: number): number[] {
    const contender = watched(contenderOf(policyEntrant({ ...this.#policy, model } as PolicyFile)), model, uses);
    return this.#seeds.slice(from, to).map((seed) => {
      const result = runEpisode(open, seed, contender);
      this.decisions += result.decisions;
      return costPerMiB(result);
    });
  }

  #beside(open: OpenScenario, costs: readonly number[]) {
    const kernel = costs.map((_, k) => this.#kernelCost(open, at(this.#seeds, k)));
    return pairedRatio(costs, kernel);
  }

  #kernelCost(open: OpenScenario, seed: number): number {
    const key = `${open.scenario.name} ${seed}`;
    const cost = this.#kernel.get(key) ?? costPerMiB(runEpisode(open, seed, KERNEL));
    this.#kernel.set(key, cost);
    return cost;
  }
}
