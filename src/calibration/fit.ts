import { randomStream } from '../core/random.js';
import type { Platform } from '../platform/platform.js';
import { simulateCell } from './judge.js';
import { boundedLeastSquares, type LeastSquares } from './levenberg-marquardt.js';
import { type Parameter, parametersOf } from './parameters.js';
import { residual } from './residual.js';
import type { Cell } from './table.js';

/*
 * Fits every bounded quantity of a platform to measured cells: least squares of the residuals of residual.ts, within
 * the bounds, from the template and from `STARTS` seeded points; the best of them is kept.
 */

const STARTS = 3;

/** A solution from elsewhere replaces the template's only if it is better by more than this. */
const TIE = 1 + 1e-4;

export interface Fit {
  /** The template with fitted values. */
  readonly platform: Platform;
  /** What was fitted, at its fitted value. */
  readonly parameters: readonly Parameter[];
  /** Half the sum of squared residuals. */
  readonly cost: number;
  /** The parameters as shares of their bounds, 0 to 1. */
  readonly x: Float64Array;
  /** Residuals of the cells at any such point; `platform` is left at the fitted one. */
  residualsAt(x: Float64Array): Float64Array;
}

function place(parameters: readonly Parameter[], x: Float64Array): void {
  parameters.forEach(({ quantity, low, high }, p) => {
    quantity.value = low + (high - low) * (x[p] ?? 0);
  });
}

function startingPoints(parameters: readonly Parameter[], seed: number): Float64Array[] {
  const random = randomStream(seed, 'calibration/starts');
  const given = Float64Array.from(parameters, ({ quantity, low, high }) => (quantity.value - low) / (high - low || 1));
  return [given, ...Array.from({ length: STARTS }, () => given.map(() => 0.05 + 0.9 * random.uniform()))];
}

/** Fits the template to the cells; deterministic from `seed`. The template keeps its values. */
export function fitPlatform(template: Platform, cells: readonly Cell[], seed: number): Fit {
  const platform = structuredClone(template);
  const parameters = parametersOf(platform);
  const moveTo = (x: Float64Array): Float64Array => {
    place(parameters, x);
    return Float64Array.from(cells, (cell) => residual(simulateCell(platform, cell), cell));
  };
  const [given, ...others] = startingPoints(parameters, seed).map((start) => boundedLeastSquares(moveTo, start));
  const best = others.reduce<LeastSquares | undefined>((a, b) => (a && a.cost <= b.cost * TIE ? a : b), given);
  const x = best?.x ?? new Float64Array(0);
  place(parameters, x);
  return {
    platform,
    parameters,
    cost: best?.cost ?? 0,
    x,
    residualsAt: (point) => {
      const residuals = moveTo(point);
      place(parameters, x);
      return residuals;
    },
  };
}
