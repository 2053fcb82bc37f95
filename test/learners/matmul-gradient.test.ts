import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import { tallTranspose, useExplicitTransposes } from '../../src/learners/gradient/matmul-gradient.js';

beforeAll(async () => {
  await selectBackend('wasm');
});
afterAll(() => useExplicitTransposes(true));

const random = randomStream(7, 'matrices');
const normal = (shape: number[]): tf.Tensor => {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
};

/** L = Σ W ∘ (op(A)·op(B)): linear in A and in B, so that a difference quotient has no truncation error. */
interface Case {
  readonly a: number[];
  readonly b: number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function lossOf({ transposeA, transposeB }: Case, weights: tf.Tensor) {
  return (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.sum(tf.mul(weights, tf.matMul(a, b, transposeA, transposeB)));
}

const CASES: readonly Case[] = [
  { a: [5, 3], b: [3, 4], transposeA: false, transposeB: false },
  { a: [5, 3], b: [4, 3], transposeA: false, transposeB: true },
  { a: [3, 5], b: [3, 4], transposeA: true, transposeB: false },
  { a: [3, 5], b: [4, 3], transposeA: true, transposeB: true },
  { a: [2, 5, 3], b: [2, 3, 4], transposeA: false, transposeB: false },
  { a: [2, 3, 5], b: [2, 4, 3], transposeA: true, transposeB: true },
];

/** dL/dx_i by a central difference over every element of x. */
function differences(loss: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): number[] {
  const values = x.dataSync();
  return Array.from(values, (_, i) => {
    const moved = (by: number): number => {
      const copy = Float32Array.from(values);
      copy[i] = at(copy, i) + by;
      return tf.tidy(() => at(loss(tf.tensor(copy, x.shape)).dataSync(), 0));
    };
    return (moved(0.5) - moved(-0.5)) / 1;
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(at(actual, i) - at(expected, i))).toBeLessThan(tolerance);
  }
}

describe('gradient of a matrix product', () => {
  it.each(CASES)('equals finite differences and the original: %o', (shapes) => {
    const [a, b] = [normal(shapes.a), normal(shapes.b)];
    const weights = normal([...shapes.a.slice(0, -2), 5, 4]);
    const loss = lossOf(shapes, weights);
    useExplicitTransposes(true);
    const [ofA, ofB] = tf.grads(loss)([a, b]);
    useExplicitTransposes(false);
    const [originalOfA, originalOfB] = tf.grads(loss)([a, b]);
    if (!ofA || !ofB || !originalOfA || !originalOfB) throw new Error('a gradient is missing');
    expect(ofA.shape).toEqual(shapes.a);
    expect(ofB.shape).toEqual(shapes.b);
    expectClose(ofA.dataSync(), originalOfA.dataSync(), 1e-5);
    expectClose(ofB.dataSync(), originalOfB.dataSync(), 1e-5);
    expectClose(
      ofA.dataSync(),
      differences((x) => loss(x, b), a),
      1e-4,
    ); // float32 sums of about 20
    expectClose(
      ofB.dataSync(),
      differences((x) => loss(a, x), b),
      1e-4,
    );
  });
});

describe('transpose of a tall matrix', () => {
  it('equals the plain transpose at every size, whole blocks or not', () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 700 }), fc.constantFrom(255, 256, 257, 384));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9 }), (rows, columns) => {
        tf.tidy(() => {
          const x = tf.reshape(tf.range(0, rows * columns), [rows, columns]) as tf.Tensor2D;
          const turned = tallTranspose(x);
          expect(turned.shape).toEqual([columns, rows]);
          expect(turned.dataSync()).toEqual(tf.transpose(x).dataSync());
        });
      }),
      { seed: 3, numRuns: 40 },
    );
  });
});
