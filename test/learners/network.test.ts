import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import { createNetwork, forward, forwardMany, toMlpModel } from '../../src/learners/gradient/network.js';
import { orthogonal } from '../../src/learners/gradient/orthogonal.js';

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('orthogonal weights', () => {
  it.each([
    [6, 4],
    [4, 6],
    [5, 5],
    [3, 1],
  ])('of %i × %i are orthogonal along the shorter side, of length gain', (rows, columns) => {
    const gain = 1.7;
    const weights = orthogonal(rows, columns, gain, randomStream(3, 'weights'));
    const long = Math.max(rows, columns);
    const entry = (vector: number, i: number): number =>
      at(weights, rows < columns ? vector * columns + i : i * columns + vector);
    for (let u = 0; u < Math.min(rows, columns); u++) {
      for (let v = 0; v <= u; v++) {
        let product = 0;
        for (let i = 0; i < long; i++) product += entry(u, i) * entry(v, i);
        expect(product).toBeCloseTo(u === v ? gain ** 2 : 0, 5);
      }
    }
  });
});

describe('network', () => {
  it('has one meaning on plain arrays and on tensors, within 1e-5', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), fc.integer(), (widths, rows, seed) => {
        const random = randomStream(seed, 'network');
        const network = createNetwork(widths, 1, random);
        for (const { bias } of network) bias.set(Array.from(bias, () => random.normal()));
        const x = Float32Array.from({ length: rows * at(widths, 0) }, () => random.normal());
        const [plain, tensors] = [forward(network, x, rows), forwardMany(network, x, rows)];
        expect(plain.length).toBe(rows * at(widths, widths.length - 1));
        plain.forEach((y, i) => {
          expect(Math.abs(y - at(tensors, i))).toBeLessThan(1e-5 * Math.max(1, Math.abs(y)));
        });
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('computes relu(x·W + b) and a last layer without relu', () => {
    const network = [
      { inputs: 2, outputs: 2, weights: Float32Array.of(1, -1, 2, 1), bias: Float32Array.of(0.5, 0) },
      { inputs: 2, outputs: 1, weights: Float32Array.of(-1, 4), bias: Float32Array.of(0.25) },
    ];
    // hidden: [1 + 4 + 0.5, −1 + 2] = [5.5, 1]; and [−3 + 0.5, 3 + 0] → [0, 3]
    expect([...forward(network, [1, 2, -3, 0], 2)]).toEqual([-5.5 + 4 + 0.25, 12 + 0.25]);
    expect(toMlpModel(network).layers.map((layer) => layer.activation)).toEqual(['relu', 'none']);
  });

  it('leaves no tensor behind', () => {
    const network = createNetwork([3, 4, 2], 1, randomStream(1, 'network'));
    const before = tf.memory().numTensors;
    forwardMany(network, new Float32Array(30), 10);
    expect(tf.memory().numTensors).toBe(before);
  });
});
