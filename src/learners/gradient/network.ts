import * as tf from '@tensorflow/tfjs-core';
import { at } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';
import type { MlpModel } from '../../policy/model.js';
import { orthogonal } from './orthogonal.js';
import { tidyNumbers } from './tidy-numbers.js';

/**
 * A multilayer perceptron whose parameters live in plain typed arrays:
 *
 *     h_0 = x,   h_{k+1} = relu(h_k·W_k + b_k),   y = h_n·W_n + b_n
 *
 * Acting reads the arrays directly (a tensor operation costs more than a few lanes' arithmetic); learning uploads
 * them, asks TensorFlow.js for the loss's gradient, and writes the new values back. Two forward passes, one meaning.
 */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** W, row-major. [inputs × outputs] */
  readonly weights: Float32Array;
  /** b. [outputs] */
  readonly bias: Float32Array;
}

export type Network = readonly Layer[];

/**
 * Hidden layers start orthogonal with gain √2, biases at 0.
 * @param outputGain small for an actor (all actions about equally likely at first), 1 for a critic.
 */
export function createNetwork(sizes: readonly number[], outputGain: number, random: RandomStream): Network {
  return sizes.slice(1).map((outputs, k) => {
    const inputs = at(sizes, k);
    const gain = k === sizes.length - 2 ? outputGain : Math.SQRT2;
    const weights = orthogonal(inputs, outputs, gain, random);
    return { inputs, outputs, weights, bias: new Float32Array(outputs) };
  });
}

/** y for every row of x. [rows × inputs] → [rows × outputs] */
export function forward(network: Network, x: ArrayLike<number>, rows: number): Float64Array {
  let activations: ArrayLike<number> = x;
  let outputs: Float64Array = new Float64Array(0);
  network.forEach((layer, k) => {
    outputs = denseForward(layer, activations, rows);
    if (k < network.length - 1) rectify(outputs);
    activations = outputs;
  });
  return outputs;
}

function denseForward(layer: Layer, x: ArrayLike<number>, rows: number): Float64Array {
  const { inputs, outputs, weights, bias } = layer;
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    y.set(bias, row * outputs);
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i] as number;
      // Half of the rectified units and most of a one-hot code are 0.
      if (value === 0) continue;
      for (let o = 0; o < outputs; o++)
        (y[row * outputs + o] as number) += value * (weights[i * outputs + o] as number);
    }
  }
  return y;
}

function rectify(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) values[i] = 0;
}

/** W_0, b_0, W_1, b_1, … as tensors. [inputs, outputs] and [1, outputs] */
export function toTensors(network: Network): tf.Tensor2D[] {
  return network.flatMap(({ inputs, outputs, weights, bias }) => [
    tf.tensor2d(weights, [inputs, outputs]),
    tf.tensor2d(bias, [1, outputs]),
  ]);
}

/**
 * y as a tensor expression of the parameters that `toTensors` made. [rows, inputs] → [rows, outputs]
 * The bias enters as the product 1·b: the gradient of that is a product too, of a broadcast sum a slow reduction.
 */
export function tensorForward(parameters: readonly tf.Tensor2D[], x: tf.Tensor2D): tf.Tensor2D {
  const ones = tf.ones([x.shape[0], 1]) as tf.Tensor2D;
  let h = x;
  for (let k = 0; k < parameters.length; k += 2) {
    h = tf.add(tf.matMul(h, at(parameters, k)), tf.matMul(ones, at(parameters, k + 1)));
    if (k + 2 < parameters.length) h = tf.relu(h);
  }
  return h;
}

/** `forward` by tensors: the faster one for many rows. [rows × inputs] → [rows × outputs] */
export function forwardMany(network: Network, x: Float32Array, rows: number): Float32Array {
  const inputs = at(network, 0).inputs;
  return tidyNumbers(() => tensorForward(toTensors(network), tf.tensor2d(x, [rows, inputs])).dataSync<'float32'>());
}

/** The parameter arrays in the order of `toTensors`. */
export function parameterArrays(network: Network): Float32Array[] {
  return network.flatMap(({ weights, bias }) => [weights, bias]);
}

/** A copy as the plain data of a policy. */
export function toMlpModel(network: Network): MlpModel {
  return {
    kind: 'mlp',
    layers: network.map(({ inputs, outputs, weights, bias }, k) => ({
      inputs,
      outputs,
      weights: Array.from(weights),
      bias: Array.from(bias),
      activation: k < network.length - 1 ? 'relu' : 'none',
    })),
  };
}
