import { setImmediate } from 'node:timers/promises';
import { at } from '../../core/errors.js';
import type { Counterfactuals } from '../../env/counterfactuals.js';
import type { VectorEnvironment } from '../../env/vector-environment.js';
import { FEATURES } from '../../policy/feature-table.js';
import type { Policy } from '../../policy/policy.js';
import type { Crew } from '../crew.js';

/** What a policy does with the batch that waits in a lane. */
export function decisionIn(env: VectorEnvironment, copies: Counterfactuals, lane: number, policy: Policy): number {
  const features = copies.features.subarray(lane * FEATURES.length, (lane + 1) * FEATURES.length);
  return policy.decide(features, env.masks.subarray(lane * env.actionCount, (lane + 1) * env.actionCount));
}

/** Parts of the steps whose costs are also known apart. */
export const PARTS = 4;

/** Numbers of a problem: how many decisions were credited, the sum of their costs, and that of each part. */
const COLUMNS = 2 + PARTS;

/** Mean cost of the credited decisions of each problem, over an array that may be another thread's work. */
export class ProblemCosts {
  /** How many numbers hold the costs of some problems. */
  static size(problems: number): number {
    return problems * COLUMNS;
  }

  /** [problems × COLUMNS] */
  readonly #numbers: Float64Array;

  /** @param numbers zeros, or what was added up before. [size(problems)] */
  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  /** @param part in which the decision was taken. */
  add(problem: number, cost: number, part: number): void {
    const [numbers, own] = [this.#numbers, problem * COLUMNS];
    numbers[own] = at(numbers, own) + 1;
    numbers[own + 1] = at(numbers, own + 1) + cost;
    numbers[own + 2 + part] = at(numbers, own + 2 + part) + cost;
  }

  /** What a problem's decisions of each part cost, so that the mean over the parts is that over all decisions. [PARTS] */
  partsOf(problem: number): number[] {
    const own = this.#numbers.subarray(problem * COLUMNS, (problem + 1) * COLUMNS);
    return Array.from(own.subarray(2), (sum) => (sum * PARTS) / at(own, 0));
  }

  /**
   * Σ over the problems of the mean cost ÷ the problem's unit, and HARM times what it is above today's kernel's as a
   * part of that; problems without a credit count nothing.
   */
  total(units: readonly number[], kernel: (problem: number) => number): number {
    return units.reduce((sum, unit, k) => {
      const count = at(this.#numbers, k * COLUMNS);
      if (count === 0) return sum;
      const cost = at(this.#numbers, k * COLUMNS + 1) / count;
      return sum + cost / unit + HARM * Math.max(0, cost / kernel(k) - 1);
    }, 0);
  }
}

/** One percent dearer than today's kernel is as bad as so many percent of a scenario's score lost besides. */
const HARM = 5;

/** Episodes for several policies, the same for each: batches do not depend on decisions. */
export interface Stage {
  readonly env: VectorEnvironment;
  readonly copies: Counterfactuals;
  /** Names the first episodes. */
  readonly seed: number;
  /** Decisions of every lane. */
  readonly steps: number;
}

async function runOn({ env, copies, seed, steps }: Stage, policy: Policy, costs: ProblemCosts): Promise<void> {
  const actions = new Int32Array(env.lanes);
  const problemOf = new Int32Array(steps * env.lanes);
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
}

/**
 * What each of some policies costs on a stage, where a crew shares them.
 * @param policyOf is asked by the thread that lets the policy decide; its costs are NaN where there is none.
 */
export async function costsOfEach(
  crew: Crew,
  policies: number,
  stage: Stage,
  policyOf: (k: number) => Policy | null,
): Promise<ProblemCosts[]> {
  const size = ProblemCosts.size(stage.copies.problems);
  const results = await crew.share(policies, size, async (k, out) => {
    const policy = policyOf(k);
    if (policy) await runOn(stage, policy, new ProblemCosts(out));
    else out.fill(Number.NaN);
  });
  return Array.from({ length: policies }, (_, k) => new ProblemCosts(results.subarray(k * size, (k + 1) * size)));
}
