import { describe, expect, it } from 'vitest';
import { bandit } from '../../src/learners/bandit.js';
import type { LinearModel } from '../../src/policy/model.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';

const GOOD = [2, 0, 3];
const options = { ...bandit.defaults, ridge: 1, target: 'cost' } as const;

function learned(delay: number, forbidden?: number): Promise<LinearModel> {
  const masked = forbidden === undefined ? {} : { forbidden };
  return bandit.train(createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay, ...masked }), options, 3, 2400);
}

/** Action with the least predicted cost when context `context` shows. */
function choice(model: LinearModel, context: number): number {
  const basis = (index: number): number => {
    if (index === 0) return 1;
    const pairs = [[0], [1], [2], [0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]];
    return (pairs[index - 1] ?? []).every((k) => k === context) ? 1 : 0;
  };
  const cost = model.weights.map((w) => (w ? w.reduce((sum, value, k) => sum + value * basis(k), 0) : Infinity));
  return cost.indexOf(Math.min(...cost));
}

describe('the bandit', () => {
  it.each([0, 3, 40])('finds the good action of each context when credits come %d steps late', async (delay) => {
    const model = await learned(delay);
    expect(GOOD.map((_, context) => choice(model, context))).toEqual(GOOD);
  });

  it('never takes a masked action, and never predicts one', async () => {
    // the environment breaks an invariant when the forbidden action is taken
    const model = await learned(0, 4);
    expect(model.weights[4]).toBeNull();
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const env = () => createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 1 });
    const [a, b, c] = await Promise.all([3, 3, 4].map((seed) => bandit.train(env(), options, seed, 800)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('stops when asked and hands over what it has', async () => {
    let reports = 0;
    const hooks = { onProgress: () => reports++, shouldStop: () => reports >= 2 };
    const env = createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 0 });
    const model = await bandit.train(env, options, 3, 1_000_000, hooks);
    expect(reports).toBeLessThanOrEqual(3);
    expect(model.weights.some((w) => w !== null)).toBe(true);
  });

  it('lets timers and signals in while it trains', async () => {
    // the budget would take minutes; a training that hogs the thread never sees the flag
    let stop = false;
    setTimeout(() => {
      stop = true;
    }, 1);
    const env = createContextualBandit({ lanes: 4, good: GOOD, actions: 5, delay: 0 });
    const model = await bandit.train(env, options, 3, 1_000_000_000, { shouldStop: () => stop });
    expect(model.weights).toHaveLength(5);
  });
});
