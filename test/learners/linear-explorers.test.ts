import { describe, expect, it } from 'vitest';
import { linUcb } from '../../src/learners/lin-ucb.js';
import { thompson } from '../../src/learners/thompson.js';
import type { LinearModel } from '../../src/policy/model.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';

const GOOD = [2, 0, 3];
/** Degree 1, so that a context's cost is its weight and the constant. */
const COMMON = { degree: 1, ridge: 1, target: 'cost' } as const;
const LEARNERS = [
  {
    name: 'lin-ucb',
    train: (env: ReturnType<typeof createContextualBandit>, decisions: number, seed = 3) =>
      linUcb.train(env, { ...linUcb.defaults, ...COMMON, contenders: 5 }, seed, decisions),
  },
  {
    name: 'thompson',
    train: (env: ReturnType<typeof createContextualBandit>, decisions: number, seed = 3) =>
      thompson.train(env, { ...thompson.defaults, ...COMMON }, seed, decisions),
  },
];

function choice({ weights }: LinearModel, context: number): number {
  const costs = weights.map((w) => (w ? (w[0] ?? 0) + (w[1 + context] ?? 0) : Number.POSITIVE_INFINITY));
  return costs.indexOf(Math.min(...costs));
}

/** Counts how often each step of an environment paid 1. */
function watched(env: ReturnType<typeof createContextualBandit>) {
  const paid: number[] = [];
  return {
    paid,
    env: {
      ...env,
      step: (actions: Int32Array) => {
        const result = env.step(actions);
        paid.push(result.credits.reward.subarray(0, result.credits.count).reduce((sum, one) => sum + one, 0));
        return result;
      },
    },
  };
}

describe.each(LEARNERS)('$name', ({ train }) => {
  it('finds the good action of every context, also when credits come late', async () => {
    for (const delay of [0, 3]) {
      const model = await train(createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay }), 2400);
      expect([0, 1, 2].map((context) => choice(model, context))).toEqual(GOOD);
    }
  });

  it('never takes a masked action, and knows nothing of it', async () => {
    const model = await train(
      createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 0, forbidden: 4 }),
      1200,
    );
    expect(model.weights[4]).toBeNull();
  });

  it('explores less the more it knows: of 4 decisions a step more than 3.5 are good in the last of 8 rounds', async () => {
    const { env, paid } = watched(createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 0 }));
    await train(env, 2400);
    const mean = (part: number[]) => part.reduce((sum, one) => sum + one, 0) / part.length;
    // At random one in five is good: 0.8 of 4, deviation 0.09 over 75 steps.
    expect(mean(paid.slice(0, 75))).toBeLessThan(1.3);
    expect(mean(paid.slice(-75))).toBeGreaterThan(3.5);
  });

  it('learns the same from the same seed, something else from another', async () => {
    const learn = (seed: number) =>
      train(createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 2 }), 600, seed);
    expect(await learn(5)).toEqual(await learn(5));
    expect(await learn(6)).not.toEqual(await learn(5));
  });
});
