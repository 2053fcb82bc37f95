import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { greedyActions } from '../../src/learners/gradient/masked-categorical.js';
import { forward } from '../../src/learners/gradient/network.js';
import { ppo } from '../../src/learners/ppo.js';
import type { MlpModel } from '../../src/policy/model.js';
import { advanceCartPole, CARTPOLE_STEPS, createCartPole, hasFallen } from '../environments/cartpole.js';

/** Length of the first episode of every lane under the greedy policy. */
function greedyReturns(model: MlpModel, seed: number, lanes: number): number[] {
  const network = model.layers.map((layer) => ({
    ...layer,
    weights: Float32Array.from(layer.weights),
    bias: Float32Array.from(layer.bias),
  }));
  const env = createCartPole(lanes);
  env.reset(seed);
  const returns = new Array<number>(lanes).fill(0);
  const actions = new Int32Array(lanes);
  for (let step = 1; returns.includes(0); step++) {
    greedyActions(forward(network, env.observations, lanes), env.masks, actions);
    const { terminated, truncated } = env.step(actions);
    for (let lane = 0; lane < lanes; lane++) {
      if ((terminated[lane] || truncated[lane]) && returns[lane] === 0) returns[lane] = step;
    }
  }
  return returns;
}

describe('cart-pole', () => {
  it('moves as Gymnasium’s CartPole-v1', () => {
    // θ'' = −(10 ÷ 1.1) ÷ (0.5·(4/3 − 0.1/1.1)), x'' = 10/1.1 − 0.05·θ''/1.1, over 0.02 s.
    const first = advanceCartPole([0, 0, 0, 0], 1);
    [0, 0.195122, 0, -0.292683].forEach((value, i) => {
      expect(at(first, i)).toBeCloseTo(value, 6);
    });
    const mirrored = advanceCartPole([0, 0, 0, 0], 0);
    mirrored.forEach((value, i) => {
      expect(value).toBeCloseTo(-at(first, i), 12);
    });
  });

  it('ends beyond 2.4 m or 12°', () => {
    expect([hasFallen([2.39, 0, 0.2, 0]), hasFallen([2.41, 0, 0, 0]), hasFallen([0, 0, -0.21, 0])]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('obeys the equations of motion: forces on the cart and torques on the pole balance', () => {
    const range = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    fc.assert(
      fc.property(range(2.4), range(3), range(0.21), range(3), fc.constantFrom(0, 1), (x, v, theta, w, action) => {
        const [nextX, nextV, nextTheta, nextW] = advanceCartPole([x, v, theta, w], action);
        const [a, alpha] = [(nextV - v) / 0.02, (nextW - w) / 0.02];
        const [cosine, sine] = [Math.cos(theta), Math.sin(theta)];
        // Masses 1 kg and 0.1 kg, half length 0.5 m, force 10 N, gravity 9.8 m/s².
        expect(1.1 * a + 0.1 * 0.5 * (alpha * cosine - w * w * sine)).toBeCloseTo(action === 1 ? 10 : -10, 8);
        expect((4 / 3) * 0.5 * alpha + a * cosine).toBeCloseTo(9.8 * sine, 8);
        expect([nextX, nextTheta]).toEqual([x + 0.02 * v, theta + 0.02 * w]);
      }),
      { seed: 10 },
    );
  });

  it('falls under a constant push within a dozen steps', () => {
    const env = createCartPole(4);
    env.reset(1);
    const actions = new Int32Array(4).fill(1);
    const ended = new Set<number>();
    for (let step = 0; step < 13; step++) {
      const { terminated, truncated } = env.step(actions);
      expect(truncated.every((cut) => cut === 0)).toBe(true);
      terminated.forEach((end, lane) => {
        if (end) ended.add(lane);
      });
    }
    expect(ended.size).toBe(4);
  });

  it('is balanced by PPO: a mean return of at least 475 of 500 over 32 fresh episodes', async () => {
    const model = await ppo.train(createCartPole(8), ppo.defaults, 1, 100_000);
    const returns = greedyReturns(model, 1_000_001, 32);
    expect(Math.max(...returns)).toBe(CARTPOLE_STEPS);
    expect(returns.reduce((sum, value) => sum + value, 0) / returns.length).toBeGreaterThanOrEqual(475);
  });
});
