import { type Chooser, highestScore } from '../choose.js';
import type { Encoder } from '../encode.js';
import type { DenseLayer, MlpModel } from '../model.js';

interface Dense {
  readonly inputs: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly relu: boolean;
  /** What the layer computed last. [outputs] */
  readonly output: Float64Array;
}

function dense({ inputs, outputs, weights, bias, activation }: DenseLayer): Dense {
  return {
    inputs,
    weights: Float64Array.from(weights),
    bias: Float64Array.from(bias),
    relu: activation === 'relu',
    output: new Float64Array(outputs),
  };
}

/** output = activation(x·W + b) */
function forward({ inputs, weights, bias, relu, output }: Dense, x: ArrayLike<number>): void {
  const outputs = output.length;
  output.set(bias);
  for (let i = 0; i < inputs; i++) {
    const xi = x[i] ?? 0;
    if (xi === 0) continue;
    const row = i * outputs;
    for (let o = 0; o < outputs; o++) output[o] = (output[o] ?? 0) + xi * (weights[row + o] ?? 0);
  }
  if (!relu) return;
  for (let o = 0; o < outputs; o++) output[o] = Math.max(0, output[o] ?? 0);
}

export function floatMlp(model: MlpModel, encoder: Encoder): Chooser {
  const layers = model.layers.map(dense);
  const input = new Float32Array(encoder.size);
  return {
    choose: (features, possible) => {
      encoder.encodeInto(features, 0, input, 0);
      let x: Float32Array | Float64Array = input;
      for (const layer of layers) {
        forward(layer, x);
        x = layer.output;
      }
      return highestScore(x as Float64Array, possible);
    },
  };
}
