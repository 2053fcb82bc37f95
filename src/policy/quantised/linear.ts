import { invariant } from '../../core/errors.js';
import { type Chooser, lowestScore } from '../choose.js';
import { type Encoder, Q8_MAX, Q8_ONE } from '../encode.js';
import { expandBasis } from '../float/linear.js';
import { basisSize, type LinearModel } from '../model.js';
import { assertExact, EXACT_LIMIT, largestMagnitude, largestScale, S32_MAX, scaled } from './scale.js';

/**
 * A linear cost in integers: acc = Σ weight·φ with weights s32 at one scale for all actions, and φ at one scale for all
 * terms: Q8 at degree 1; Q16 at degree 2, where 1 is 65536, x_i is q_i·256 and x_i·x_j is q_i·q_j.
 */
export interface QuantisedLinear {
  readonly kind: 'linear';
  readonly degree: 1 | 2;
  readonly inputs: number;
  /** [actions][basis]; null for an action that was never tried. */
  readonly weights: readonly (Int32Array | null)[];
}

/** What 1 and x_i are multiplied by, so that all terms share one scale. */
export function termScale(degree: 1 | 2): { readonly one: number; readonly first: number } {
  return degree === 1 ? { one: Q8_ONE, first: 1 } : { one: Q8_ONE * Q8_ONE, first: Q8_ONE };
}

function largestTerm(k: number, { degree, inputs }: LinearModel): number {
  const { one, first } = termScale(degree);
  if (k === 0) return one;
  return k <= inputs ? first * Q8_MAX : Q8_MAX * Q8_MAX;
}

/** @throws FoliotuneError `file-invalid` when the weights are too large. */
export function quantiseLinear(model: LinearModel): QuantisedLinear {
  const rows = model.weights.filter((row) => row !== null);
  const terms = Array.from({ length: basisSize(model.degree, model.inputs) }, (_, k) => largestTerm(k, model));
  const largest = largestMagnitude(rows.flat());
  const bound = (scale: number) =>
    largestMagnitude(
      rows.map((row) => row.reduce((sum, weight, k) => sum + Math.abs(scaled(weight, scale)) * (terms[k] ?? 0), 0)),
    );
  const { scale } = largestScale(
    40,
    -40,
    'model.weights',
    (candidate) => scaled(largest, candidate) <= S32_MAX && bound(candidate) < EXACT_LIMIT,
  );
  assertExact(bound(scale));
  return {
    kind: 'linear',
    degree: model.degree,
    inputs: model.inputs,
    weights: model.weights.map((row) => row && Int32Array.from(row, (weight) => scaled(weight, scale))),
  };
}

function dot(row: Int32Array, basis: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += (row[k] ?? 0) * (basis[k] ?? 0);
  return sum;
}

export function integerLinear({ degree, inputs, weights }: QuantisedLinear, encoder: Encoder): Chooser {
  const q = new Int32Array(encoder.size);
  const basis = new Float64Array(basisSize(degree, inputs));
  const costs = new Float64Array(weights.length);
  const { one, first } = termScale(degree);
  invariant(inputs === encoder.size, 'the model reads the encoded inputs');
  return {
    choose: (features, possible) => {
      encoder.encodeQ8(features, q);
      expandBasis(q, inputs, degree, basis);
      basis[0] = one;
      for (let i = 1; i <= inputs; i++) basis[i] = (basis[i] ?? 0) * first;
      for (let action = 0; action < weights.length; action++) {
        const row = weights[action];
        if (possible[action] === 1) costs[action] = row ? dot(row, basis) : Number.POSITIVE_INFINITY;
      }
      return lowestScore(costs, possible);
    },
  };
}
