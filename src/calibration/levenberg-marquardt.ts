import { Matrix, solve } from 'ml-matrix';

/*
 * Least squares with bounds: Levenberg–Marquardt (Marquardt 1963) on the parameters that are not held at a bound.
 *
 *   (JᵀJ + λ·diag(JᵀJ)) δ = −Jᵀr,   x ← clip(x + δ)
 *
 * λ falls after a step that lowers the sum of squares and grows after one that does not. A parameter at its bound
 * whose gradient points outward is left out of the step. Parameters are scaled to [0, 1] by the caller.
 */

export interface LeastSquares {
  readonly x: Float64Array;
  /** Half the sum of squared residuals. */
  readonly cost: number;
  readonly iterations: number;
}

const STEP = 1e-6;

function half(residuals: Float64Array): number {
  let sum = 0;
  for (const r of residuals) sum += r * r;
  return sum / 2;
}

/** Forward differences, backward at the upper bound. [residuals × parameters] */
export function jacobian(f: (x: Float64Array) => Float64Array, x: Float64Array, r: Float64Array): Matrix {
  const j = new Matrix(r.length, x.length);
  for (let p = 0; p < x.length; p++) {
    const moved = Float64Array.from(x);
    const step = (x[p] ?? 0) + STEP > 1 ? -STEP : STEP;
    moved[p] = (x[p] ?? 0) + step;
    const shifted = f(moved);
    for (let i = 0; i < r.length; i++) j.set(i, p, ((shifted[i] ?? 0) - (r[i] ?? 0)) / step);
  }
  return j;
}

function freeOf(x: Float64Array, gradient: Float64Array): number[] {
  const free: number[] = [];
  x.forEach((value, p) => {
    const g = gradient[p] ?? 0;
    if (!((value <= 0 && g > 0) || (value >= 1 && g < 0)) && g !== 0) free.push(p);
  });
  return free;
}

function stepOf(j: Matrix, gradient: Float64Array, free: readonly number[], lambda: number): number[] {
  const part = j.subMatrixColumn([...free]);
  const normal = part.transpose().mmul(part);
  for (let p = 0; p < free.length; p++) normal.set(p, p, normal.get(p, p) * (1 + lambda) + 1e-12);
  return solve(normal, Matrix.columnVector(free.map((p) => -(gradient[p] ?? 0)))).to1DArray();
}

/** Minimises ½‖f(x)‖² over 0 ≤ x ≤ 1 from `start`. */
export function boundedLeastSquares(
  f: (x: Float64Array) => Float64Array,
  start: Float64Array,
  maxIterations = 60,
): LeastSquares {
  let x = Float64Array.from(start);
  let r = f(x);
  let cost = half(r);
  let lambda = 1e-2;
  let iteration = 0;
  for (; iteration < maxIterations && lambda < 1e8; iteration++) {
    const j = jacobian(f, x, r);
    const gradient = Float64Array.from(j.transpose().mmul(Matrix.columnVector(r)).to1DArray());
    const free = freeOf(x, gradient);
    if (free.length === 0) break;
    const before = cost;
    while (lambda < 1e8) {
      const delta = stepOf(j, gradient, free, lambda);
      const next = Float64Array.from(x);
      free.forEach((p, k) => {
        next[p] = Math.min(1, Math.max(0, (x[p] ?? 0) + (delta[k] ?? 0)));
      });
      const residuals = f(next);
      const value = half(residuals);
      if (value < cost) {
        [x, r, cost] = [next, residuals, value];
        lambda /= 4;
        break;
      }
      lambda *= 4;
    }
    if (before - cost < 1e-9 * before) break;
  }
  return { x, cost, iterations: iteration };
}
