import { setImmediate } from 'node:timers/promises';
import { at } from '../../core/errors.js';
import type { Counterfactuals } from '../../env/counterfactuals.js';
import type { VectorEnvironment } from '../../env/vector-environment.js';
import { FEATURES } from '../../policy/feature-table.js';
import type { Policy } from '../../policy/policy.js';

/** What a policy does with the batch that waits in a lane. */
export function decisionIn(env: VectorEnvironment, copies: Counterfactuals, lane: number, policy: Policy): number {
  const features = copies.features.subarray(lane * FEATURES.length, (lane + 1) * FEATURES.length);
  return policy.decide(features, env.masks.subarray(lane * env.actionCount, (lane + 1) * env.actionCount));
}

/** Parts of the steps whose costs are also known apart. */
export const PARTS = 4;

/** Mean cost of the credited decisions of each problem. */
export class ProblemCosts {
  readonly #sum: Float64Array;
  /** [problems × PARTS] */
  readonly #parts: Float64Array;
  readonly #count: Float64Array;

  constructor(problems: number) {
    this.#sum = new Float64Array(problems);
    this.#count = new Float64Array(problems);
    this.#parts = new Float64Array(problems * PARTS);
  }

  /** @param part in which the decision was taken. */
  add(problem: number, cost: number, part: number): void {
    const place = problem * PARTS + part;
    this.#parts[place] = at(this.#parts, place) + cost;
    this.#sum[problem] = at(this.#sum, problem) + cost;
    this.#count[problem] = at(this.#count, problem) + 1;
  }

  /** What a problem's decisions of each part cost, so that the mean over the parts is that over all decisions. [PARTS] */
  partsOf(problem: number): number[] {
    const own = this.#parts.subarray(problem * PARTS, (problem + 1) * PARTS);
    return Array.from(own, (sum) => (sum * PARTS) / at(this.#count, problem));
  }

  /**
   * Σ over the problems of the mean cost ÷ the problem's unit, and HARM times what it is above today's kernel's as a
   * part of that; problems without a credit count nothing.
   */
  total(units: readonly number[], kernel: (problem: number) => number): number {
    return units.reduce((sum, unit, k) => {
      if (at(this.#count, k) === 0) return sum;
      const cost = at(this.#sum, k) / at(this.#count, k);
      return sum + cost / unit + HARM * Math.max(0, cost / kernel(k) - 1);
    }, 0);
  }
}

/** One percent dearer than today's kernel is as bad as so many percent of a scenario's score lost besides. */
const HARM = 5;

/**
 * Lets a policy decide `steps` steps of every lane from the episodes of `seed` on. Batches do not depend on decisions, so
 * every policy meets the same ones.
 */
export async function costsOnEpisodes(
  env: VectorEnvironment,
  copies: Counterfactuals,
  policy: Policy,
  seed: number,
  steps: number,
): Promise<ProblemCosts> {
  const actions = new Int32Array(env.lanes);
  const problemOf = new Int32Array(steps * env.lanes);
  const costs = new ProblemCosts(copies.problems);
  env.reset(seed);
  for (let step = 0; step < steps; step++) {
    for (let lane = 0; lane < env.lanes; lane++) {
      problemOf[step * env.lanes + lane] = at(copies.problem, lane);
      actions[lane] = decisionIn(env, copies, lane, policy);
    }
    const { credits } = env.step(actions);
    for (let c = 0; c < credits.count; c++) {
      const row = at(credits.step, c) * env.lanes + at(credits.lane, c);
      costs.add(at(problemOf, row), -at(credits.reward, c), Math.floor((at(credits.step, c) * PARTS) / steps));
    }
    if (step % 64 === 0) await setImmediate(); // lets signals and timers in
  }
  return costs;
}
