import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { VectorEnvironment } from '../../src/env/vector-environment.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import { greedyActions } from '../../src/learners/gradient/masked-categorical.js';
import { forward } from '../../src/learners/gradient/network.js';
import type { LearningProgress } from '../../src/learners/learner.js';
import { ppo } from '../../src/learners/ppo.js';
import type { PpoOptions } from '../../src/learners/ppo-options.js';
import type { MlpModel } from '../../src/policy/model.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';
import { createFork } from '../environments/fork.js';

beforeAll(async () => {
  await selectBackend('wasm');
});

const SMALL: PpoOptions = { ...ppo.defaults, hiddenSizes: [16], rolloutSteps: 32, learningRate: 5e-3 };

/** The greedy action for each observation, all actions of `mask` being possible. */
function decide(model: MlpModel, observations: readonly number[][], mask: readonly number[]): number[] {
  const network = model.layers.map((layer) => ({
    ...layer,
    weights: Float32Array.from(layer.weights),
    bias: Float32Array.from(layer.bias),
  }));
  const actions = new Int32Array(observations.length);
  const logits = forward(network, observations.flat(), observations.length);
  greedyActions(
    logits,
    observations.flatMap(() => mask),
    actions,
  );
  return [...actions];
}

const CONTEXTS = [
  [1, 0],
  [0, 1],
];

function bandit(delay: number): VectorEnvironment {
  return createContextualBandit({ lanes: 8, good: [2, 0], actions: 3, delay });
}

describe('PPO learns', () => {
  it.each([1, 2, 3])('the good action of either context, seed %i', async (seed) => {
    const model = await ppo.train(bandit(0), SMALL, seed, 8_000);
    expect(decide(model, CONTEXTS, [1, 1, 1])).toEqual([2, 0]);
  });

  it.each([1, 2, 3])('it when credits arrive three steps late, seed %i', async (seed) => {
    const reports: LearningProgress[] = [];
    const hooks = { onProgress: (progress: LearningProgress) => reports.push(progress) };
    const model = await ppo.train(bandit(3), SMALL, seed, 8_000, hooks);
    expect(decide(model, CONTEXTS, [1, 1, 1])).toEqual([2, 0]);
    const last = at(reports, reports.length - 1);
    expect(last.metrics.lateShare).toBeCloseTo(3 / 32, 10);
    expect(last.meanReward).toBeGreaterThan(0.9); // chance is 1/3, all right is 1
  });

  it('without ever taking an impossible action', async () => {
    // The environment throws at a forbidden action; 8 000 decisions, a fourth of them would be forbidden at random.
    const env = createContextualBandit({ lanes: 8, good: [2, 0], actions: 4, delay: 0, forbidden: 1 });
    const model = await ppo.train(env, SMALL, 1, 8_000);
    expect(decide(model, CONTEXTS, [1, 0, 1, 1])).toEqual([2, 0]);
  });

  it('the value of what a time limit cut off, and none after a terminal state', async () => {
    const options = { ...SMALL, gamma: 0.9, scaleRewards: false };
    const fork = [[1, 0]];
    const [cut, ended] = [createFork(8, 'truncated'), createFork(8, 'terminated')];
    expect(decide(await ppo.train(cut, options, 1, 16_000), fork, [1, 1])).toEqual([1]);
    expect(decide(await ppo.train(ended, options, 1, 16_000), fork, [1, 1])).toEqual([0]);
  });
});

describe('PPO trains', () => {
  it('the same weights from the same seed, bit by bit, and others from another', async () => {
    const train = (seed: number): Promise<MlpModel> => ppo.train(bandit(1), SMALL, seed, 1_000);
    const [first, again, other] = [await train(4), await train(4), await train(5)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it.each([
    { clipValueLoss: true, normalizeAdvantages: false, scaleRewards: false, annealLearningRate: false },
    { hiddenSizes: [], gamma: 0, minibatches: 1, epochs: 1 },
  ])('with finite weights under %o', async (changes) => {
    const model = await ppo.train(bandit(0), { ...SMALL, ...changes }, 1, 1_000);
    for (const { weights, bias } of model.layers) {
      expect([...weights, ...bias].every(Number.isFinite)).toBe(true);
    }
  });

  it('without leaving a tensor behind', async () => {
    const before = tf.memory().numTensors;
    await ppo.train(bandit(0), SMALL, 1, 600);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('within its decisions, and stops when asked to', async () => {
    const reports: number[] = [];
    const onProgress = ({ decisions }: LearningProgress): void => void reports.push(decisions);
    await ppo.train(bandit(0), SMALL, 1, 1_000, { onProgress });
    expect(reports).toEqual([256, 512, 768]);
    reports.length = 0;
    const stopped = await ppo.train(bandit(0), SMALL, 1, 1_000, { onProgress, shouldStop: () => reports.length === 2 });
    expect(reports).toEqual([256, 512]);
    expect(stopped.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [2, 16],
      [16, 3],
    ]);
    reports.length = 0;
    await ppo.train(bandit(0), SMALL, 1, 40, { onProgress });
    expect(reports).toEqual([40]);
  });

  it('nothing while no credit has arrived', async () => {
    const reports: LearningProgress[] = [];
    const onProgress = (progress: LearningProgress): void => void reports.push(progress);
    await ppo.train(bandit(40), SMALL, 1, 256, { onProgress });
    expect(reports.map(({ meanReward }) => meanReward)).toEqual([Number.NaN]);
    expect(reports[0]?.metrics.lateShare).toBe(1);
  });
});
