import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { createCredits, type VectorEnvironment, type VectorStep } from '../../src/env/vector-environment.js';
import { dqn, rescale, unscale } from '../../src/learners/dqn.js';
import { forward } from '../../src/learners/gradient/network.js';
import { Replay } from '../../src/learners/gradient/replay.js';
import type { MlpModel } from '../../src/policy/model.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';
import { createFork } from '../environments/fork.js';

const QUICK = { ...dqn.defaults, hiddenSizes: [16], batch: 64, learningStarts: 200, decisionsPerUpdate: 8, nStep: 1 };

function values(model: MlpModel, observation: readonly number[]): number[] {
  const network = model.layers.map((layer) => ({
    ...layer,
    weights: Float32Array.from(layer.weights),
    bias: Float32Array.from(layer.bias),
  }));
  return [...forward(network, observation, 1)];
}

const best = (numbers: readonly number[]): number => numbers.indexOf(Math.max(...numbers));

describe('rescaled values', () => {
  it('are undone by their inverse, within a relative 1e-6', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(unscale(rescale(x)) - x)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(x)));
      }),
      { seed: 4 },
    );
  });
});

/** One lane, two inputs, two actions; only its shape matters. */
const SHAPE = { lanes: 1, observationSize: 2, actionCount: 2 } as VectorEnvironment;

/** A replay of one lane after steps with these rewards; step k sees [k, 0]; the credit of `owed` has not arrived. */
function remembered(rewards: readonly number[], ends: Readonly<Record<number, 1 | 2>>, owed = -1): Replay {
  const replay = new Replay(SHAPE, 16);
  rewards.forEach((reward, k) => {
    replay.begin(Float32Array.of(k, 0), Uint8Array.of(1, k % 2), Int32Array.of(k % 2));
    const credits = createCredits(1);
    credits.count = k === owed ? 0 : 1;
    credits.step[0] = k;
    credits.reward[0] = reward;
    const step: VectorStep = {
      credits,
      terminated: Uint8Array.of(ends[k] === 1 ? 1 : 0),
      truncated: Uint8Array.of(ends[k] === 2 ? 1 : 0),
      finalObservations: Float32Array.of(100 + k, 1),
    };
    replay.end(step);
  });
  return replay;
}

/** Every different row that can be drawn, by the first input of its state. */
function drawable(replay: Replay, nStep: number, gamma: number) {
  const batch = replay.sample(400, nStep, gamma, randomStream(1, 'replay test'));
  if (!batch) throw new Error('nothing to draw');
  const rows = Array.from(batch.returns, (sum, k) => ({
    state: at(batch.observations, k * 2),
    sum,
    discount: at(batch.discounts, k),
    next: at(batch.nextObservations, k * 2),
  }));
  return [...new Map(rows.map((row) => [row.state, row])).values()].sort((a, b) => a.state - b.state);
}

describe('replay', () => {
  it('sums n rewards and bootstraps from the state after them', () => {
    // γ = 1/2, n = 2: r_k + r_{k+1}/2, then γ² = 1/4 of the state two steps on.
    expect(drawable(remembered([1, 2, 4, 8], {}), 2, 0.5)).toEqual([
      { state: 0, sum: 2, discount: 0.25, next: 2 },
      { state: 1, sum: 4, discount: 0.25, next: 3 },
    ]);
  });

  it('stops at the end of an episode: no bootstrap when it terminated, the last observation when it was cut', () => {
    const [first] = drawable(remembered([1, 2, 4, 8], { 0: 1 }), 2, 0.5);
    expect(first).toMatchObject({ state: 0, sum: 1, discount: 0 });
    const [cut] = drawable(remembered([1, 2, 4, 8], { 0: 2 }), 2, 0.5);
    expect(cut).toEqual({ state: 0, sum: 1, discount: 0.5, next: 100 });
  });

  it('never draws a decision with a reward still owed', () => {
    expect(drawable(remembered([1, 2, 4, 8, 16], {}, 1), 2, 0.5).map(({ state }) => state)).toEqual([2]);
  });
});

describe('dqn', () => {
  it('finds the good action of every context when credits come late, and never takes a masked one', async () => {
    const good = [2, 0, 3];
    const env = createContextualBandit({ lanes: 4, good, actions: 5, delay: 3, forbidden: 4 });
    const model = await dqn.train(env, QUICK, 2, 4000);
    good.forEach((action, context) => {
      const q = values(
        model,
        good.map((_, k) => (k === context ? 1 : 0)),
      ).slice(0, 4);
      expect(best(q)).toBe(action);
      // h(1) for the good action: its return is known exactly.
      expect(Math.max(...q)).toBeCloseTo(rescale(1), 1);
    });
  });

  it.each([
    ['terminated', 0],
    ['truncated', 1],
  ] as const)('in a fork whose second way is %s prefers action %d', async (end, action) => {
    const model = await dqn.train(createFork(4, end), { ...QUICK, gamma: 0.9 }, 1, 4000);
    const q = values(model, [1, 0]);
    expect(best(q)).toBe(action);
    expect(at(q, 1)).toBeCloseTo(rescale(end === 'truncated' ? 0.9 * 2 : 0), 1);
  });

  it('learns the same from the same seed, something else from another', async () => {
    const learn = (seed: number) => dqn.train(createFork(4, 'truncated'), QUICK, seed, 600);
    expect(await learn(5)).toEqual(await learn(5));
    expect(await learn(6)).not.toEqual(await learn(5));
  });
});
