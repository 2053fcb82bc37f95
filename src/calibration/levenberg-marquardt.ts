import { Matrix, solve } from 'ml-matrix';

/*
 * Least squares with bounds: Levenberg–Marquardt (Marquardt 1963) on the parameters that are not held at a bound.
 *
 *   (JᵀJ + λ·diag(JᵀJ)) δ = −Jᵀr,   x ← clip(x + δ)
 *
 * λ falls after a step that lowers the sum of squares and grows after one that does not. A parameter at its bound
 * whose gradient points outward is left out of the step. Parameters are scaled to [0, 1] by the caller.
 *
 * The law has kinks (a minimum of capacities), and a best fit likes to lie on one: one worker alone fills the port of its
 * complex. There the tangent is that of one side only and no step along it helps; chords of some length see both sides.
 */

export interface LeastSquares {
  readonly x: Float64Array;
  /** Half the sum of squared residuals. */
  readonly cost: number;
  readonly iterations: number;
}

const STEP = 1e-6;
const LARGEST_DAMPING = 1e8;
/** A step that lowers the sum of squares by less than this share is the last. */
const LEAST_GAIN = 1e-6;

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

/** Slopes over a chord of 2h, cut at the bounds. [residuals × parameters] */
function chords(f: (x: Float64Array) => Float64Array, x: Float64Array, h: number): Matrix {
  const columns = Array.from(x, (value, p) => {
    const [low, high] = [Math.max(0, value - h), Math.min(1, value + h)];
    const [below, above] = [f(x.with(p, low)), f(x.with(p, high))];
    return above.map((residual, i) => (residual - (below[i] ?? 0)) / (high - low));
  });
  return new Matrix(columns.map((column) => Array.from(column))).transpose();
}

/** Tangents first; where they lead no further, chords, which see both sides of a kink. */
type Slopes = typeof jacobian;
const CHORDS = [1e-3, 1e-2];
const SLOPES: readonly Slopes[] = [
  jacobian,
  ...CHORDS.map(
    (h): Slopes =>
      (f, x) =>
        chords(f, x, h),
  ),
  jacobian,
];

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

/** Where a descent has come to. */
interface Point {
  x: Float64Array;
  residuals: Float64Array;
  cost: number;
  iterations: number;
}

type Residuals = (x: Float64Array) => Float64Array;

/** One step with the least λ that lowers the sum of squares; false where none does, or by next to nothing. */
function descend(f: Residuals, point: Point, slopes: Slopes, lambda: number): number | undefined {
  const j = slopes(f, point.x, point.residuals);
  const gradient = Float64Array.from(j.transpose().mmul(Matrix.columnVector(point.residuals)).to1DArray());
  const free = freeOf(point.x, gradient);
  if (free.length === 0) return undefined;
  for (let damping = lambda; damping < LARGEST_DAMPING; damping *= 4) {
    const delta = stepOf(j, gradient, free, damping);
    const next = Float64Array.from(point.x);
    free.forEach((p, k) => {
      next[p] = Math.min(1, Math.max(0, (point.x[p] ?? 0) + (delta[k] ?? 0)));
    });
    const residuals = f(next);
    const cost = half(residuals);
    if (cost >= point.cost) continue;
    const gained = point.cost - cost > LEAST_GAIN * point.cost;
    Object.assign(point, { x: next, residuals, cost });
    return gained ? damping / 4 : undefined;
  }
  return undefined;
}

export interface Effort {
  /** Steps along each kind of slopes. */
  readonly iterations: number;
  /** Whether to go on along chords where tangents lead no further. */
  readonly chords: boolean;
}

/** Minimises ½‖f(x)‖² over 0 ≤ x ≤ 1 from `start`. */
export function boundedLeastSquares(
  f: Residuals,
  start: Float64Array,
  { iterations, chords: further }: Effort,
): LeastSquares {
  const x = Float64Array.from(start);
  const residuals = f(x);
  const point: Point = { x, residuals, cost: half(residuals), iterations: 0 };
  for (const slopes of further ? SLOPES : SLOPES.slice(0, 1)) {
    let lambda: number | undefined = 1e-2;
    for (let k = 0; k < iterations && lambda !== undefined; k++) {
      lambda = descend(f, point, slopes, lambda);
      point.iterations++;
    }
  }
  return { x: point.x, cost: point.cost, iterations: point.iterations };
}
