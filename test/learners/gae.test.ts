import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import {
  estimateAdvantages,
  explainedVariance,
  normalize,
  type Trajectories,
} from '../../src/learners/gradient/gae.js';

const number = fc.double({ min: -10, max: 10, noNaN: true });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** Random trajectories of a few lanes; ends and late rewards as often as `endings` and `late` say. */
function trajectories(endings: boolean, late: boolean): fc.Arbitrary<Trajectories> {
  return fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })).chain(([steps, lanes]) => {
    const rows = steps * lanes;
    const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });
    return fc
      .record({
        rewards: numbers(rows),
        values: numbers(rows),
        finalValues: numbers(rows),
        lastValues: numbers(lanes),
        ends: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: rows, maxLength: rows }),
        lates: fc.array(fc.constantFrom(1, 1, 1, 0), { minLength: rows, maxLength: rows }),
      })
      .map(({ ends, lates, ...rest }) => ({
        ...rest,
        steps,
        lanes,
        arrived: lates.map((known) => (late ? known : 1)),
        terminated: ends.map((end) => (endings && end === 1 ? 1 : 0)),
        truncated: ends.map((end) => (endings && end === 2 ? 1 : 0)),
      }));
  });
}

/** The defining sum A_t = Σ_k (γλ)^k δ_{t+k}, up to the end of the episode or of the data; every term anew. */
function sumOfErrors(t: Trajectories, gamma: number, lambda: number, step: number, lane: number): number {
  let sum = 0;
  for (let k = step; k < t.steps; k++) {
    const row = k * t.lanes + lane;
    let next = k + 1 < t.steps ? at(t.values, row + t.lanes) : at(t.lastValues, lane);
    if (t.terminated[row]) next = 0;
    if (t.truncated[row]) next = at(t.finalValues, row);
    const delta = at(t.rewards, row) + gamma * next - at(t.values, row);
    if (t.arrived[row]) sum += (gamma * lambda) ** (k - step) * delta;
    if (t.terminated[row] || t.truncated[row]) break;
  }
  return sum;
}

/** Discounted rewards from a step on, plus the discounted value of what was cut off. */
function monteCarloReturn(t: Trajectories, gamma: number, step: number, lane: number): number {
  const row = step * t.lanes + lane;
  const reward = at(t.rewards, row);
  if (t.terminated[row]) return reward;
  if (t.truncated[row]) return reward + gamma * at(t.finalValues, row);
  const rest = step + 1 < t.steps ? monteCarloReturn(t, gamma, step + 1, lane) : at(t.lastValues, lane);
  return reward + gamma * rest;
}

function forEachRow(t: Trajectories, check: (row: number, step: number, lane: number) => void): void {
  for (let step = 0; step < t.steps; step++) {
    for (let lane = 0; lane < t.lanes; lane++) check(step * t.lanes + lane, step, lane);
  }
}

describe('generalised advantage estimation', () => {
  it('equals the defining sum, with ends and late rewards', () => {
    fc.assert(
      fc.property(trajectories(true, true), unit, unit, (t, gamma, lambda) => {
        const { advantages } = estimateAdvantages(t, gamma, lambda);
        forEachRow(t, (row, step, lane) => {
          expect(advantages[row]).toBeCloseTo(sumOfErrors(t, gamma, lambda, step, lane), 8);
        });
      }),
      { seed: 1 },
    );
  });

  it('is the Monte-Carlo return minus the value at λ = 1', () => {
    fc.assert(
      fc.property(trajectories(true, false), unit, (t, gamma) => {
        const { advantages, returns } = estimateAdvantages(t, gamma, 1);
        forEachRow(t, (row, step, lane) => {
          const expected = monteCarloReturn(t, gamma, step, lane);
          expect(returns[row]).toBeCloseTo(expected, 8);
          expect(advantages[row]).toBeCloseTo(expected - at(t.values, row), 8);
        });
      }),
      { seed: 2 },
    );
  });

  it('is the one-step TD error at λ = 0', () => {
    const { advantages } = estimateAdvantages(threeSteps({}), 0.5, 0);
    expect([...advantages]).toEqual([1 + 0.5 * 20 - 10, 2 + 0.5 * 30 - 20, 3 + 0.5 * 40 - 30]);
  });

  it('bootstraps a truncated end from the last observation and a terminal one from nothing', () => {
    const terminal = estimateAdvantages(threeSteps({ terminated: [0, 1, 0] }), 0.5, 1);
    expect([...terminal.returns]).toEqual([1 + 0.5 * 2, 2, 3 + 0.5 * 40]);
    const cut = estimateAdvantages(threeSteps({ truncated: [0, 1, 0] }), 0.5, 1);
    expect([...cut.returns]).toEqual([1 + 0.5 * (2 + 0.5 * 100), 2 + 0.5 * 100, 3 + 0.5 * 40]);
  });

  it('takes no error from a step whose credit is still to come, and does not read its reward', () => {
    const late = threeSteps({ arrived: [1, 0, 1], rewards: [1, Number.NaN, 3] });
    const [first, second, third] = estimateAdvantages(late, 0.5, 1).advantages;
    const lastError = 3 + 0.5 * 40 - 30;
    expect(third).toBe(lastError);
    expect(second).toBe(0.5 * lastError);
    expect(first).toBe(1 + 0.5 * 20 - 10 + 0.25 * lastError);
  });
});

function threeSteps(changes: Partial<Trajectories>): Trajectories {
  const none = [0, 0, 0];
  return {
    steps: 3,
    lanes: 1,
    rewards: [1, 2, 3],
    arrived: [1, 1, 1],
    values: [10, 20, 30],
    terminated: none,
    truncated: none,
    finalValues: [100, 100, 100],
    lastValues: [40],
    ...changes,
  };
}

describe('statistics of advantages', () => {
  it('normalises to mean 0 and deviation 1, and leaves a single one alone', () => {
    const advantages = Float32Array.from([1, 2, 3, 10]);
    normalize(advantages);
    expect(advantages.reduce((sum, a) => sum + a, 0)).toBeCloseTo(0, 5);
    expect(advantages.reduce((sum, a) => sum + a * a, 0) / 3).toBeCloseTo(1, 5);
    const single = Float32Array.of(5);
    normalize(single);
    expect([...single]).toEqual([5]);
  });

  it('explains all of the variance, none of it, or that of a constant', () => {
    expect(explainedVariance([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(explainedVariance([1, 2, 3], [7, 7, 7])).toBe(0);
    expect(explainedVariance([1, 2, 3], [3, 2, 1])).toBe(-3);
    expect(explainedVariance([4, 4, 4], [1, 2, 3])).toBe(0);
  });
});
