import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { createNetwork } from '../../src/learners/gradient/network.js';
import { createReturnScale } from '../../src/learners/gradient/return-scale.js';
import { createCollector } from '../../src/learners/gradient/rollout.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';

const GOOD = [1, 0];

function collector(delay: number, steps: number) {
  const env = createContextualBandit({ lanes: 3, good: GOOD, actions: 2, delay });
  env.reset(11);
  const actor = createNetwork([2, 2], 1, randomStream(1, 'actor'));
  const collect = createCollector(env, steps, randomStream(1, 'actions'));
  return { env, collect: () => collect(actor) };
}

describe('roll-out', () => {
  it.each([0, 2])('gives every credit to the decision that earned it, %i steps later', (delay) => {
    const { collect } = collector(delay, 6);
    for (let round = 0; round < 3; round++) {
      const rollout = collect();
      for (let row = 0; row < 18; row++) {
        const context = rollout.observations[row * 2] === 1 ? 0 : 1;
        const known = row < (6 - delay) * 3;
        expect(rollout.arrived[row]).toBe(known ? 1 : 0);
        expect(rollout.rewards[row]).toBe(known && rollout.actions[row] === GOOD[context] ? 1 : 0);
      }
    }
  });

  it('keeps what every lane sees afterwards', () => {
    const { env, collect } = collector(0, 4);
    expect([...collect().lastObservations]).toEqual([...env.observations]);
  });
});

describe('scale of rewards', () => {
  it('is the running deviation of discounted returns', () => {
    const scale = createReturnScale(2, 0.5);
    const rollout = { ...collector(0, 3).collect(), lanes: 2, rewards: Float64Array.of(1, 2, 3, 4, 5, 6) };
    rollout.terminated.set([0, 1, 0, 0, 0, 0]);
    rollout.truncated.set([0, 0, 1, 0, 0, 0]);
    // lane 0: 1, 3 + 0.5, | 5; lane 1: 2, | 4, 6 + 2
    const returns = [1, 2, 3.5, 4, 5, 8];
    const mean = returns.reduce((sum, g) => sum + g, 0) / 6;
    const deviation = Math.sqrt(returns.reduce((sum, g) => sum + (g - mean) ** 2, 0) / 6);
    scale.scale(rollout).forEach((reward, row) => {
      expect(reward).toBeCloseTo((row + 1) / deviation, 6);
    });
  });

  it('cuts an outlier at ten deviations', () => {
    const scale = createReturnScale(1, 0);
    const rollout = { ...collector(0, 200).collect(), lanes: 1, rewards: new Float64Array(200).fill(-500, 199) };
    expect(scale.scale(rollout)[199]).toBe(-10);
  });
});
