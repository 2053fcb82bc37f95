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

/** Mean cost of the credited decisions of each problem. */
class ProblemCosts {
  readonly #sum: Float64Array;
  readonly #count: Float64Array;

  constructor(problems: number) {
    this.#sum = new Float64Array(problems);
    this.#count = new Float64Array(problems);
  }

  add(problem: number, cost: number): void {
    this.#sum[problem] = at(this.#sum, problem) + cost;
    this.#count[problem] = at(this.#count, problem) + 1;
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
 * Lets a policy decide `steps` steps of every lane from the episodes of `seed` on, and sums what its decisions cost, in
 * each problem's own unit; harm weighs more. Batches do not depend on decisions, so every policy meets the same ones.
 * @param units unit of cost of each problem.
 */
export async function costOnEpisodes(
  env: VectorEnvironment,
  copies: Counterfactuals,
  policy: Policy,
  seed: number,
  steps: number,
  units: readonly number[],
): Promise<number> {
  const actions = new Int32Array(env.lanes);
  const problemOf = new Int32Array(steps * env.lanes);
  const costs = new ProblemCosts(units.length);
  env.reset(seed);
  for (let step = 0; step < steps; step++) {
    for (let lane = 0; lane < env.lanes; lane++) {
      problemOf[step * env.lanes + lane] = at(copies.problem, lane);
      actions[lane] = decisionIn(env, copies, lane, policy);
    }
    const { credits } = env.step(actions);
    for (let c = 0; c < credits.count; c++) {
      const row = at(credits.step, c) * env.lanes + at(credits.lane, c);
      costs.add(at(problemOf, row), -at(credits.reward, c));
    }
    if (step % 64 === 0) await setImmediate(); // lets signals and timers in
  }
  return costs.total(units, (problem) => copies.kernelCost(problem));
}
