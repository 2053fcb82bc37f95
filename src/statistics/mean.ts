import { invariant } from '../core/errors.js';

/** Arithmetic mean, x̄ = (1/n) Σ xᵢ; n ≥ 1. */
export function mean(values: ArrayLike<number>): number {
  invariant(values.length > 0, 'a mean needs a value');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}
