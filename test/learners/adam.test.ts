import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { clipGlobalNorm, createAdam } from '../../src/learners/gradient/adam.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';

describe('Adam', () => {
  it('takes the steps of TensorFlow.js’ own optimiser', async () => {
    await selectBackend('wasm');
    const random = randomStream(5, 'gradients');
    const theta = Float32Array.of(0.3, -0.7, 1.1);
    const variable = tf.variable(tf.tensor1d(theta));
    const theirs = tf.train.adam(0.01, 0.9, 0.999, 1e-5);
    const ours = createAdam([theta]);
    for (let step = 0; step < 20; step++) {
      const gradient = Float32Array.from({ length: 3 }, () => 0.1 * random.normal());
      ours.step([gradient], 0.01);
      theirs.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
      variable.dataSync().forEach((value, i) => {
        expect(at(theta, i)).toBeCloseTo(value, 5);
      });
    }
  });

  it('starts with a step of the learning rate against the sign of the gradient', () => {
    const theta = Float32Array.of(0, 0);
    createAdam([theta]).step([Float32Array.of(3, -40)], 0.25);
    expect(at(theta, 0)).toBeCloseTo(-0.25, 4);
    expect(at(theta, 1)).toBeCloseTo(0.25, 4);
  });
});

describe('clipping by the global norm', () => {
  it('shortens what is too long, keeping its direction, and nothing else', () => {
    const gradients = [Float32Array.of(3, 0), Float32Array.of(4)];
    expect(clipGlobalNorm(gradients, 10)).toBe(5);
    expect(gradients.map((g) => [...g])).toEqual([[3, 0], [4]]);
    expect(clipGlobalNorm(gradients, 2.5)).toBe(5);
    expect(gradients.map((g) => [...g])).toEqual([[1.5, 0], [2]]);
  });
});
