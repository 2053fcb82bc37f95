import { at, invariant } from '../core/errors.js';

/**
 * Quantile of type 7 (Hyndman & Fan 1996, "Sample quantiles in statistical packages"; the default of R and NumPy):
 * with h = (n − 1) p, Q(p) = x₍⌊h⌋₎ + (h − ⌊h⌋) (x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎), where x₍₀₎ ≤ … ≤ x₍ₙ₋₁₎.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), p);
}

/** The same for values in ascending order. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  invariant(sorted.length > 0, 'a quantile needs a value');
  invariant(p >= 0 && p <= 1, `a quantile's p lies in [0, 1], got ${p}`);
  const h = (sorted.length - 1) * p;
  const below = at(sorted, Math.floor(h));
  const above = at(sorted, Math.ceil(h));
  return below + (h - Math.floor(h)) * (above - below);
}
