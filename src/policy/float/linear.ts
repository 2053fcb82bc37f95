import { type Chooser, lowestScore } from '../choose.js';
import type { Encoder } from '../encode.js';
import { basisSize, type LinearModel } from '../model.js';

/** Writes φ = [1, x_i, x_i·x_j (i ≤ j)]; the products only at degree 2. */
export function expandBasis(x: ArrayLike<number>, inputs: number, degree: 1 | 2, basis: Float64Array): void {
  basis[0] = 1;
  for (let i = 0; i < inputs; i++) basis[1 + i] = x[i] ?? 0;
  if (degree === 1) return;
  let k = 1 + inputs;
  for (let i = 0; i < inputs; i++) {
    const xi = x[i] ?? 0;
    for (let j = i; j < inputs; j++) basis[k++] = xi * (x[j] ?? 0);
  }
}

function dot(row: Float64Array, basis: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += (row[k] ?? 0) * (basis[k] ?? 0);
  return sum;
}

export function floatLinear({ degree, inputs, weights }: LinearModel, encoder: Encoder): Chooser {
  const rows = weights.map((row) => (row === null ? null : Float64Array.from(row)));
  const x = new Float32Array(encoder.size);
  const basis = new Float64Array(basisSize(degree, inputs));
  const costs = new Float64Array(rows.length);
  return {
    choose: (features, possible) => {
      encoder.encodeInto(features, 0, x, 0);
      expandBasis(x, inputs, degree, basis);
      for (let action = 0; action < rows.length; action++) {
        const row = rows[action];
        if (possible[action] === 1) costs[action] = row ? dot(row, basis) : Number.POSITIVE_INFINITY;
      }
      return lowestScore(costs, possible);
    },
  };
}
