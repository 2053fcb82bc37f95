import { at, invariant } from '../../core/errors.js';
import { type Chooser, highestScore } from '../choose.js';
import { type Encoder, Q8_MAX } from '../encode.js';
import type { DenseLayer, MlpModel } from '../model.js';
import { assertExact, EXACT_LIMIT, largestMagnitude, largestScale, S16_MAX, scaled, shiftRight } from './scale.js';

/**
 * A network in integers. Inputs are Q8, hidden activations Q12 in s32, weights s16 at 2^s, one s per layer:
 *
 *   acc = bias + Σ weight·x        s64; bias at 2^s · the inputs' scale
 *   y   = clamp(acc >> shift, ±ACTIVATION_MAX), shift = s + the inputs' fraction bits − 12, after the ReLU
 *
 * The last layer's accumulators are compared as they are.
 */
export interface QuantisedMlp {
  readonly kind: 'mlp';
  readonly layers: readonly QuantisedLayer[];
}

export interface QuantisedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major [inputs][outputs]. */
  readonly weights: Int16Array;
  /** Integers. [outputs] */
  readonly bias: Float64Array;
  readonly relu: boolean;
  readonly shift: number;
}

const INPUT_BITS = 8;
const HIDDEN_BITS = 12;
/** Hidden activations saturate here: 4096.0 in Q12. */
export const ACTIVATION_MAX = 2 ** 24 - 1;

/** The largest |acc| that inputs up to `inputMax` can cause. */
function accumulatorBound(layer: DenseLayer, scale: number, inputScale: number, inputMax: number): number {
  const sums = Array.from(layer.bias, (bias) => Math.abs(scaled(bias, scale * inputScale)));
  layer.weights.forEach((weight, k) => {
    const output = k % layer.outputs;
    sums[output] = at(sums, output) + Math.abs(scaled(weight, scale)) * inputMax;
  });
  return largestMagnitude(sums);
}

function quantiseLayer(layer: DenseLayer, index: number): QuantisedLayer {
  const inputBits = index === 0 ? INPUT_BITS : HIDDEN_BITS;
  const inputMax = index === 0 ? Q8_MAX : ACTIVATION_MAX;
  const largest = largestMagnitude(layer.weights);
  const bound = (scale: number) => accumulatorBound(layer, scale, 2 ** inputBits, inputMax);
  const { scale, shift } = largestScale(
    24,
    HIDDEN_BITS - inputBits,
    `model.layers.${index}`,
    (candidate) => scaled(largest, candidate) <= S16_MAX && bound(candidate) < EXACT_LIMIT,
  );
  assertExact(bound(scale));
  return {
    inputs: layer.inputs,
    outputs: layer.outputs,
    weights: Int16Array.from(layer.weights, (weight) => scaled(weight, scale)),
    bias: Float64Array.from(layer.bias, (bias) => scaled(bias, scale * 2 ** inputBits)),
    relu: layer.activation === 'relu',
    shift: shift + inputBits - HIDDEN_BITS,
  };
}

/** @throws FoliotuneError `file-invalid` naming the layer whose numbers are too large. */
export function quantiseMlp(model: MlpModel): QuantisedMlp {
  return { kind: 'mlp', layers: model.layers.map(quantiseLayer) };
}

/** acc = bias + Σ weight·x, then the ReLU. */
function accumulate(layer: QuantisedLayer, x: Int32Array, acc: Float64Array): void {
  const { inputs, outputs, weights, bias, relu } = layer;
  acc.set(bias);
  for (let i = 0; i < inputs; i++) {
    const xi = x[i] ?? 0;
    if (xi === 0) continue;
    const row = i * outputs;
    for (let o = 0; o < outputs; o++) acc[o] = (acc[o] ?? 0) + xi * (weights[row + o] ?? 0);
  }
  if (!relu) return;
  for (let o = 0; o < outputs; o++) acc[o] = Math.max(0, acc[o] ?? 0);
}

function activate(acc: Float64Array, shift: number, y: Int32Array): void {
  for (let o = 0; o < acc.length; o++) {
    y[o] = Math.min(Math.max(shiftRight(acc[o] ?? 0, shift), -ACTIVATION_MAX), ACTIVATION_MAX);
  }
}

export function integerMlp({ layers }: QuantisedMlp, encoder: Encoder): Chooser {
  const input = new Int32Array(encoder.size);
  const buffers = layers.map(({ outputs }) => ({ acc: new Float64Array(outputs), y: new Int32Array(outputs) }));
  const logits = at(buffers, buffers.length - 1).acc;
  invariant(at(layers, 0).inputs === encoder.size, 'the first layer reads the encoded inputs');
  return {
    choose: (features, possible) => {
      encoder.encodeQ8(features, input);
      let x = input;
      for (let k = 0; k < layers.length; k++) {
        const layer = at(layers, k);
        const { acc, y } = at(buffers, k);
        accumulate(layer, x, acc);
        if (acc !== logits) activate(acc, layer.shift, y);
        x = y;
      }
      return highestScore(logits, possible);
    },
  };
}
