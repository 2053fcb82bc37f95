import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import type { Minibatch } from '../../src/learners/gradient/minibatch.js';
import { createNetwork, type Network, parameterArrays } from '../../src/learners/gradient/network.js';
import { lossGradients, ppo } from '../../src/learners/ppo.js';
import type { PpoOptions } from '../../src/learners/ppo-options.js';

beforeAll(async () => {
  await selectBackend('wasm');
});

const [ROWS, INPUTS, ACTIONS] = [300, 5, 4];
const random = randomStream(9, 'loss');
const actor = createNetwork([INPUTS, 6, ACTIONS], 1, random);
const critic = createNetwork([INPUTS, 6, 1], 1, random);

function minibatch(): Minibatch {
  const chosen = Array.from({ length: ROWS }, () => random.below(ACTIONS));
  const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());
  const each = (of: (row: number, action: number) => number): Float32Array =>
    Float32Array.from({ length: ROWS * ACTIONS }, (_, i) => of(Math.floor(i / ACTIONS), i % ACTIONS));
  return {
    observations: normals(ROWS * INPUTS),
    actions: each((row, action) => (chosen[row] === action ? 1 : 0)),
    penalties: each((row, action) => (chosen[row] !== action && random.uniform() < 0.3 ? -1e8 : 0)),
    logProbabilities: Float32Array.from({ length: ROWS }, () => -1.2 + 0.3 * random.normal()),
    advantages: normals(ROWS),
    returns: normals(ROWS),
    values: normals(ROWS),
  };
}

/** One row's output in double precision, from nested loops of its own. */
function evaluate(parameters: readonly Float64Array[], x: ArrayLike<number>): number[] {
  let h = Array.from(x);
  for (let k = 0; k < parameters.length; k += 2) {
    const [weights, bias] = [at(parameters, k), at(parameters, k + 1)];
    const last = k + 2 === parameters.length;
    h = Array.from(bias, (b, o) => {
      const sum = h.reduce((total, value, i) => total + value * at(weights, i * bias.length + o), b);
      return last ? sum : Math.max(0, sum);
    });
  }
  return h;
}

/** The loss of `ppo.ts`, written row by row from the papers' formulas. */
function referenceLoss(parameters: readonly Float64Array[], batch: Minibatch, options: PpoOptions): number {
  const [ofActor, ofCritic] = [parameters.slice(0, 4), parameters.slice(4)];
  const { clipCoef } = options;
  let loss = 0;
  for (let row = 0; row < ROWS; row++) {
    const x = batch.observations.subarray(row * INPUTS, (row + 1) * INPUTS);
    const logits = evaluate(ofActor, x).map((z, a) => (batch.penalties[row * ACTIONS + a] === 0 ? z : -Infinity));
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    const p = logits.map((z) => Math.exp(z) / total);
    const action = batch.actions.subarray(row * ACTIONS, (row + 1) * ACTIONS).indexOf(1);
    const ratio = at(p, action) / Math.exp(at(batch.logProbabilities, row));
    const advantage = at(batch.advantages, row);
    const clipped = Math.min(Math.max(ratio, 1 - clipCoef), 1 + clipCoef);
    const entropy = p.reduce((sum, q) => sum - (q > 0 ? q * Math.log(q) : 0), 0);
    const value = at(evaluate(ofCritic, x), 0);
    const [target, old] = [at(batch.returns, row), at(batch.values, row)];
    const near = old + Math.min(Math.max(value - old, -clipCoef), clipCoef);
    const plain = (value - target) ** 2;
    const error = options.clipValueLoss ? Math.max(plain, (near - target) ** 2) : plain;
    loss += -Math.min(ratio * advantage, clipped * advantage);
    loss += options.valueCoef * 0.5 * error - options.entropyCoef * entropy;
  }
  return loss / ROWS;
}

function inDouble(...networks: Network[]): Float64Array[] {
  return networks.flatMap(parameterArrays).map((array) => Float64Array.from(array));
}

describe('loss of PPO', () => {
  it.each([false, true])('and its gradient equal the formulas and their differences (clipValueLoss %s)', (clip) => {
    const options = { ...ppo.defaults, entropyCoef: 0.1, clipValueLoss: clip };
    const batch = minibatch();
    const { gradients, loss } = lossGradients(actor, critic, batch, options);
    const parameters = inDouble(actor, critic);
    expect(loss).toBeCloseTo(referenceLoss(parameters, batch, options), 5);
    expect(gradients.length).toBe(parameters.length);
    const step = 1e-6;
    parameters.forEach((theta, k) => {
      const gradient = at(gradients, k);
      expect(gradient.length).toBe(theta.length);
      theta.forEach((value, i) => {
        theta[i] = value + step;
        const above = referenceLoss(parameters, batch, options);
        theta[i] = value - step;
        const below = referenceLoss(parameters, batch, options);
        theta[i] = value;
        expect(Math.abs(at(gradient, i) - (above - below) / (2 * step))).toBeLessThan(1e-4);
      });
    });
    const largest = Math.max(...gradients.flatMap((gradient) => Array.from(gradient, Math.abs)));
    expect(largest).toBeGreaterThan(0.05); // far above the tolerance
  });
});
