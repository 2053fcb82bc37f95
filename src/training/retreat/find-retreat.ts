import { setImmediate } from 'node:timers/promises';
import { at } from '../../core/errors.js';
import { type OpenScenario, openScenarios } from '../../env/scenario-registry.js';
import { TOLERATED } from '../../evaluation/harm.js';
import { featureIndices } from '../../policy/feature-table.js';
import type { TreeModel } from '../../policy/model.js';
import type { PolicyFile } from '../../policy/policy-schema.js';
import { type Cut, leastCut, type OtherUse, withCut } from './cut.js';
import { type LeafUse, type TreeTrial, TreeTrials } from './trials.js';

/*
 * A tree made harmless. What a decision costs does not say what many of them do to a loaded machine, so that a tree may
 * cost more than today's kernel on a scenario it was trained on, above all one that does not see the load. Then it
 * retreats: parts of its leaves decline (cut.ts), one after the other, until no training scenario is harmed.
 *
 *   harmed    bound > 1 + TOLERATED (trials.ts)
 *   retreats  of the WIDTH leaves by which the most harmed scenario acts most often, one without which it is not harmed,
 *             that which takes the least of the others along; where none is enough, the one that leaves the least bound
 *
 * Declining in an offload's larger batches is not quite what the kernel does, and only so many leaves are tried: a scenario
 * whose bound none of them lowers is left as it is. A cut may tell machines apart by whatever the policy sees.
 * The decisions this takes count as training.
 */
const WIDTH = 6;

export interface Retreat {
  readonly model: TreeModel;
  readonly cuts: number;
  /** The worst bound that is left. */
  readonly worst: number;
  /** Simulated decisions spent on finding them. */
  readonly decisions: number;
}

/** A cut that was tried on the scenario it is for. */
interface Option {
  readonly leaf: number;
  readonly cut: Cut;
  readonly model: TreeModel;
  readonly bound: number;
}

const harmed = (bound: number): boolean => bound > 1 + TOLERATED;

class RetreatSearch {
  readonly tried: TreeTrials;
  model: TreeModel;
  cuts = 0;
  readonly #open: readonly OpenScenario[];
  readonly #features: readonly number[];
  #trials: TreeTrial[] = [];
  /** Scenarios that none of the cuts that were tried helps. */
  readonly #lost = new Set<number>();

  constructor(policy: PolicyFile & { readonly model: TreeModel }, open: readonly OpenScenario[]) {
    this.tried = new TreeTrials(policy);
    this.model = policy.model;
    this.#open = open;
    this.#features = featureIndices(policy.features);
  }

  get worst(): number {
    return Math.max(...this.#trials.map(({ bound }) => bound));
  }

  async tryAll(shouldStop: () => boolean): Promise<void> {
    for (const open of this.#open) {
      if (shouldStop()) return;
      this.#trials.push(this.tried.run(open, this.model));
      await setImmediate(); // lets signals and timers in
    }
  }

  /** The harmed scenario of the greatest bound that may still be helped; −1 where there is none. */
  mostHarmed(): number {
    let found = -1;
    this.#trials.forEach(({ bound, uses }, k) => {
      if (!harmed(bound) || uses.size === 0 || this.#lost.has(k)) return;
      if (found === -1 || bound > at(this.#trials, found).bound) found = k;
    });
    return found;
  }

  /** Makes one cut for a scenario. */
  retreatIn(scenario: number): void {
    const { bound, uses } = at(this.#trials, scenario);
    const most = [...uses].sort(([, a], [, b]) => b.count - a.count).slice(0, WIDTH);
    const options = most.map(([leaf, use]) => this.#option(scenario, leaf, use));
    const enough = options.filter((option) => !harmed(option.bound));
    const best =
      enough.length > 0
        ? enough.reduce((a, b) => (b.cut.along < a.cut.along ? b : a))
        : options.reduce((a, b) => (b.bound < a.bound ? b : a));
    if (best.bound >= bound) {
      this.#lost.add(scenario);
      return;
    }
    this.model = best.model;
    this.cuts++;
    this.#trials = this.#trials.map((trial, k) =>
      trial.uses.has(best.leaf) ? this.tried.run(at(this.#open, k), this.model) : trial,
    );
  }

  #option(scenario: number, leaf: number, use: LeafUse): Option {
    const cut = leastCut(use, this.#othersOf(scenario, leaf), this.#features);
    const model = withCut(this.model, leaf, cut);
    return { leaf, cut, model, bound: this.tried.runMany(at(this.#open, scenario), model).bound };
  }

  #othersOf(scenario: number, leaf: number): OtherUse[] {
    return this.#trials.flatMap(({ uses }, k) => {
      const use = uses.get(leaf);
      if (k === scenario || use === undefined) return [];
      const all = [...uses.values()].reduce((sum, { count }) => sum + count, 0);
      return [{ ...use, share: use.count / all }];
    });
  }
}

/** Makes the tree of a policy harmless on some scenarios; told to stop, it goes no further than it has come. */
export async function findRetreat(
  policy: PolicyFile & { readonly model: TreeModel },
  scenarios: readonly string[],
  shouldStop: () => boolean = () => false,
): Promise<Retreat> {
  const search = new RetreatSearch(policy, await openScenarios(scenarios, policy.batching));
  await search.tryAll(shouldStop);
  for (let k = search.mostHarmed(); k !== -1 && !shouldStop(); k = search.mostHarmed()) {
    search.retreatIn(k);
    await setImmediate();
  }
  const { model, cuts, worst, tried } = search;
  return { model, cuts, worst, decisions: tried.decisions };
}
