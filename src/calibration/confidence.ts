import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { Fit } from './fit.js';
import { jacobian } from './levenberg-marquardt.js';

/*
 * What a fit knows of its parameters, from the Jacobian J of the residuals at the solution, parameters scaled to
 * their bounds:
 *
 *   C = s² (JᵀJ)⁺,   s² = Σ r² ÷ (cells − free parameters)
 *
 * over the parameters that are not held at a bound; ⁺ is the pseudo-inverse by singular values. A direction whose
 * singular value vanishes moves no cell: a parameter that lies along it is known only by its bounds. A parameter at a
 * bound has s ÷ ‖its column‖, the others held. The interval is ± t(95 %, cells − free) standard errors, cut at the
 * bounds.
 */

export interface Confidence {
  /** 95 % interval and standard error, in the inner unit; the error is infinite where no cell tells. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Whether the table tells the value: the interval spans less than half of the bounds. */
  readonly identified: boolean;
  readonly atBound: boolean;
}

/** Two parameters that the table hardly tells apart. */
export interface Correlation {
  readonly a: string;
  readonly b: string;
  readonly rho: number;
}

export interface Confidences {
  readonly parameters: readonly Confidence[];
  readonly correlations: readonly Correlation[];
}

const AT_BOUND = 1e-6;
const NULL_DIRECTION = 1e-7;
/** Share of a parameter's unit vector in the null directions from which on it counts as unknown. */
const UNKNOWN = 1e-3;
const WIDEST_IDENTIFIED = 0.5;
const STRONG = 0.95;

/** The 97.5 % point of Student's t, by Cornish and Fisher's expansion; within 2 % from three degrees of freedom on. */
export function studentT(freedom: number): number {
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/** s² (JᵀJ)⁺ of the columns of J; an infinite variance for a parameter in a direction that moves nothing. */
function covarianceOf(j: Matrix, variance: number): Matrix {
  const svd = new SingularValueDecomposition(j, { autoTranspose: true });
  const vectors = svd.rightSingularVectors;
  const greatest = Math.max(...svd.diagonal, 0);
  const size = j.columns;
  const covariance = Matrix.zeros(size, size);
  const known = new Float64Array(size);
  svd.diagonal.slice(0, vectors.columns).forEach((singular, k) => {
    if (!(singular > NULL_DIRECTION * greatest)) return;
    for (let a = 0; a < size; a++) {
      known[a] = (known[a] ?? 0) + vectors.get(a, k) ** 2;
      for (let b = 0; b < size; b++) {
        const term = (vectors.get(a, k) * vectors.get(b, k) * variance) / singular ** 2;
        covariance.set(a, b, covariance.get(a, b) + term);
      }
    }
  });
  known.forEach((share, a) => {
    if (share < 1 - UNKNOWN) covariance.set(a, a, Number.POSITIVE_INFINITY);
  });
  return covariance;
}

function correlationsOf(paths: readonly string[], covariance: Matrix): Correlation[] {
  const found: Correlation[] = [];
  paths.forEach((a, i) => {
    paths.slice(i + 1).forEach((b, offset) => {
      const k = i + 1 + offset;
      const rho = covariance.get(i, k) / Math.sqrt(covariance.get(i, i) * covariance.get(k, k));
      if (Math.abs(rho) > STRONG) found.push({ a, b, rho });
    });
  });
  return found;
}

/** The intervals of a fit's parameters, in their order, and the pairs that go together. */
export function confidenceOf(fit: Fit): Confidences {
  const residuals = fit.residualsAt(fit.x);
  const j = jacobian((x) => fit.residualsAt(x), fit.x, residuals);
  const isFree = Array.from(fit.x, (value) => value > AT_BOUND && value < 1 - AT_BOUND);
  const free = [...isFree.keys()].filter((p) => isFree[p]);
  const freedom = Math.max(1, residuals.length - free.length);
  const variance = (2 * fit.cost) / freedom;
  const covariance = free.length > 0 ? covarianceOf(j.subMatrixColumn(free), variance) : Matrix.zeros(0, 0);
  const paths = free.map((p) => fit.parameters[p]?.path ?? '');
  const parameters = fit.parameters.map(({ quantity, low, high }, p): Confidence => {
    const k = free.indexOf(p);
    const column = Math.hypot(...j.getColumn(p));
    const scaled = k === -1 ? Math.sqrt(variance) / column : Math.sqrt(covariance.get(k, k));
    const standardError = scaled * (high - low);
    const reach = studentT(freedom) * standardError;
    const interval = { low: Math.max(low, quantity.value - reach), high: Math.min(high, quantity.value + reach) };
    const identified = interval.high - interval.low < WIDEST_IDENTIFIED * (high - low);
    return { ...interval, standardError, identified, atBound: k === -1 };
  });
  return { parameters, correlations: correlationsOf(paths, covariance) };
}
