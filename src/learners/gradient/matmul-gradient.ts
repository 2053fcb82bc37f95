import * as tf from '@tensorflow/tfjs-core';
// The core package brings no gradients along; the layers package registers them all.
import '@tensorflow/tfjs-layers';
import { at, invariant } from '../../core/errors.js';

/**
 * Gradient of a matrix product without transposed products. For C = A·B and ∂ = dL/dC
 *
 *     dL/dA = ∂·Bᵀ        dL/dB = Aᵀ·∂
 *
 * The WASM backend hands plain products to XNNPACK, but multiplies transposed operands in a scalar loop, about ten
 * times slower. So operands are transposed first, as tensors of their own. Its transpose in turn is slow on tall
 * matrices (every write starts a new cache line), hence `tallTranspose`.
 */

/** Rows transposed at a time: a block of so many rows stays in the first-level cache. */
const BLOCK_ROWS = 128;

/** xᵀ in two passes, (block, row, column) → (block, column, row) → (column, block, row). [rows, columns] → [columns, rows] */
export function tallTranspose(x: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const blocks = Math.floor(rows / BLOCK_ROWS);
  if (blocks < 2 || columns === 1) return tf.transpose(x);
  const whole = blocks * BLOCK_ROWS;
  const head = whole === rows ? x : tf.slice2d(x, [0, 0], [whole, columns]);
  const blocked: tf.Tensor3D = tf.transpose(tf.reshape(head, [blocks, BLOCK_ROWS, columns]), [0, 2, 1]);
  const turned: tf.Tensor2D = tf.reshape(tf.transpose(blocked, [1, 0, 2]), [columns, whole]);
  if (whole === rows) return turned;
  return tf.concat2d([turned, tf.transpose(tf.slice2d(x, [whole, 0], [rows - whole, columns]))], 1);
}

function transposed(x: tf.Tensor): tf.Tensor {
  if (x.rank === 2) return tallTranspose(x as tf.Tensor2D);
  const axes = x.shape.map((_size, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

const explicitTransposes: tf.GradConfig = {
  kernelName: tf.BatchMatMul,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attributes) => {
    invariant(!Array.isArray(dy), 'a matrix product has one output');
    const [a, b] = [at(saved, 0), at(saved, 1)];
    const { transposeA, transposeB } = attributes as { transposeA?: boolean; transposeB?: boolean };
    // With op(A)·op(B) the plain law gives the gradient of op(A); transposing it back gives that of A.
    return {
      a: () => {
        const gradient = tf.matMul(dy, transposeB ? b : transposed(b));
        return transposeA ? transposed(gradient) : gradient;
      },
      b: () => {
        const gradient = tf.matMul(transposeA ? a : transposed(a), dy);
        return transposeB ? transposed(gradient) : gradient;
      },
    };
  },
};

/** What TensorFlow.js itself registered, kept to go back to. */
const original = tf.getGradient(tf.BatchMatMul);

/** Chooses between this gradient (WASM) and the library's own (other backends) for the whole process. */
export function useExplicitTransposes(explicit: boolean): void {
  tf.unregisterGradient(tf.BatchMatMul);
  tf.registerGradient(explicit ? explicitTransposes : original);
}
