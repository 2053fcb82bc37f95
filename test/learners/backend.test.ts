import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { BACKENDS, selectBackend } from '../../src/learners/gradient/backend.js';

describe('backend of TensorFlow.js', () => {
  it('is the same for two that select it at once', async () => {
    const [one, other] = await Promise.all([selectBackend(), selectBackend()]);
    expect(other).toEqual(one);
    expect(tf.getBackend()).toBe(one.name);
    expect(one.name).not.toBe('cpu');
  });

  it('takes one that works when none is named, and keeps it', async () => {
    const first = await selectBackend();
    expect(BACKENDS).toContain(first.name);
    expect(first.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(tf.getBackend()).toBe(first.name);
    await selectBackend('cpu');
    expect(await selectBackend()).toMatchObject({ name: 'cpu' });
  });

  it.each(['cpu', 'wasm'] as const)('multiplies and derives on %s', async (name) => {
    expect(await selectBackend(name)).toMatchObject({ name });
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const squareOf = (x: tf.Tensor): tf.Scalar => tf.sum(tf.matMul(x, x));
    // d/dA Σ(A·A) = 1·(A·1)ᵀ + (Aᵀ·1)·1ᵀ: column sums plus row sums.
    expect([...tf.grad(squareOf)(a).dataSync()]).toEqual([3 + 4, 7 + 4, 3 + 6, 7 + 6]);
  });

  it('gives the native backend or says that it is missing', async () => {
    const outcome = await selectBackend('tensorflow').catch((error: unknown) => error);
    if (outcome instanceof FoliotuneError) expect(outcome.code).toBe('tool-missing');
    else expect(outcome).toMatchObject({ name: 'tensorflow' });
  });
});
