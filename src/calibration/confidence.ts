import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { PlatformFit } from './fit.js';
import { jacobian } from './levenberg-marquardt.js';

/*
 * What a fit knows of its parameters, from the Jacobian J of the residuals at the solution, parameters scaled to
 * their bounds:
 *
 *   C = s² (JᵀJ)⁺,   s² = Σ r² ÷ (residuals − rank J)
 *
 * over the parameters that are not held at a bound; ⁺ is the pseudo-inverse by singular values. A direction whose
 * singular value vanishes moves no cell: a parameter that lies along it is known only by its bounds. A parameter at a
 * bound has s ÷ ‖its column‖, the others held. The interval is ± t(95 %, residuals − rank J) standard errors, cut at the
 * bounds. Residuals are those of the cells and of the priors.
 *
 * A fit whose rank, bounds aside, reaches the number of different measurements and priors meets them by construction,
 * whether the law is right or not: nothing can be concluded from it, and every interval is that of the bounds. Rows that measure the same
 * request in another unit, or again, are no different measurements.
 */

export interface Confidence {
  /** 95 % interval and standard error, in the inner unit; the error is infinite where no cell tells. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Whether the table tells the value: to ± 50 %, and the interval spans less than half of the bounds. */
  readonly identified: boolean;
  readonly atBound: boolean;
  /** Whether any cell moves with it. */
  readonly matters: boolean;
}

/** Two parameters that the table hardly tells apart. */
export interface Correlation {
  readonly a: string;
  readonly b: string;
  readonly rho: number;
}

export interface Confidences {
  /** Different measurements and priors beyond the directions they determine; from 0 down the fit proves nothing. */
  readonly spare: number;
  readonly parameters: readonly Confidence[];
  readonly correlations: readonly Correlation[];
}

const AT_BOUND = 1e-6;
const NULL_DIRECTION = 1e-7;
/** Share of a parameter's unit vector in the null directions from which on it counts as unknown. */
const UNKNOWN = 1e-3;
const WIDEST_IDENTIFIED = 0.5;
const MOST_UNSURE = 0.5;
const STRONG = 0.95;

/** Student's t where the expansion is too small. */
const FEW_DEGREES = [Number.POSITIVE_INFINITY, 12.7062, 4.3027] as const;

/** The 97.5 % point of Student's t, by Cornish and Fisher's expansion from three degrees of freedom on; within 2 %. */
export function studentT(freedom: number): number {
  const few = FEW_DEGREES[freedom];
  if (few !== undefined) return few;
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

/** s²(JᵀJ)⁺ for s = 1, and the rank of J. */
interface Spread {
  readonly covariance: Matrix;
  readonly rank: number;
}

/** Of the columns of J; an infinite variance for a parameter in a direction that moves nothing. */
function spreadOf(j: Matrix): Spread {
  const size = j.columns;
  const covariance = Matrix.zeros(size, size);
  if (size === 0) return { covariance, rank: 0 };
  const svd = new SingularValueDecomposition(j, { autoTranspose: true });
  const vectors = svd.rightSingularVectors;
  const least = NULL_DIRECTION * Math.max(...svd.diagonal, 0);
  const known = new Float64Array(size);
  const moving = [...svd.diagonal.keys()].filter((k) => k < vectors.columns && (svd.diagonal[k] ?? 0) > least);
  for (const k of moving) {
    const square = (svd.diagonal[k] ?? 0) ** 2;
    for (let a = 0; a < size; a++) {
      known[a] = (known[a] ?? 0) + vectors.get(a, k) ** 2;
      for (let b = 0; b < size; b++) {
        covariance.set(a, b, covariance.get(a, b) + (vectors.get(a, k) * vectors.get(b, k)) / square);
      }
    }
  }
  known.forEach((share, a) => {
    if (share < 1 - UNKNOWN) covariance.set(a, a, Number.POSITIVE_INFINITY);
  });
  return { covariance, rank: moving.length };
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
export function confidenceOf(fit: PlatformFit): Confidences {
  const residuals = fit.residualsAt(fit.x);
  const j = jacobian((x) => fit.residualsAt(x), fit.x, residuals);
  const isFree = Array.from(fit.x, (value) => value > AT_BOUND && value < 1 - AT_BOUND);
  const free = [...isFree.keys()].filter((p) => isFree[p]);
  const { covariance, rank } = spreadOf(j.subMatrixColumn(free));
  const spare = fit.measurements - spreadOf(j).rank;
  const freedom = residuals.length - rank;
  const deviation = spare > 0 ? Math.sqrt((2 * fit.cost) / freedom) : Number.POSITIVE_INFINITY;
  const parameters = fit.parameters.map(({ quantity: { value }, low, high }, p): Confidence => {
    const k = free.indexOf(p);
    const slopes = j.getColumn(p);
    const column = Math.hypot(...slopes);
    const matters = slopes.slice(0, fit.cells).some((slope) => slope !== 0);
    const standardError = deviation * (k === -1 ? 1 / column : Math.sqrt(covariance.get(k, k))) * (high - low);
    const reach = Number.isFinite(standardError) ? studentT(freedom) * standardError : Number.POSITIVE_INFINITY;
    const interval = { low: Math.max(low, value - reach), high: Math.min(high, value + reach) };
    const span = interval.high - interval.low;
    const identified = matters && span < WIDEST_IDENTIFIED * (high - low) && reach <= MOST_UNSURE * Math.abs(value);
    return { ...interval, standardError, identified, atBound: k === -1, matters };
  });
  const paths = free.map((p) => fit.parameters[p]?.path ?? '');
  return { parameters, correlations: correlationsOf(paths, covariance), spare };
}
