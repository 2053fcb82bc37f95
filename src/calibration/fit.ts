import { contentHash } from '../core/canonical-json.js';
import { type RandomStream, randomStream } from '../core/random.js';
import type { Platform } from '../platform/platform.js';
import { simulateCell } from './judge.js';
import { boundedLeastSquares, jacobian, type LeastSquares } from './levenberg-marquardt.js';
import { type Parameter, parametersOf } from './parameters.js';
import { residual } from './residual.js';
import type { MeasuredCell } from './table.js';

/*
 * Fits every bounded quantity of a platform to measured cells: least squares of the residuals of residual.ts, within
 * the bounds, from the template and from the `STARTS` best of `CANDIDATES` seeded points (the `TRIED` best of which go
 * `FEW` steps first); the best solution is kept.
 * The law has kinks (a minimum of capacities), beyond which a parameter moves nothing: `probed` tries each parameter at
 * `PROBES` values of its own, and the fit goes on from there while that helps.
 */

const STARTS = 2;
const CANDIDATES = 24;
const TRIED = 4;
const FEW = 8;
const MANY = 60;
const NEAR = 3;
const PROBES = 9;

/** A solution from elsewhere replaces the template's only if it is better by more than this. */
const TIE = 1 + 1e-4;

export interface PlatformFit {
  /** The template with fitted values. */
  readonly platform: Platform;
  /** What was fitted, at its fitted value. */
  readonly parameters: readonly Parameter[];
  /** Half the sum of squared residuals. */
  readonly cost: number;
  /** How many of the residuals are of cells; those of priors follow. */
  readonly cells: number;
  /** Different measurements among the cells, and priors. */
  readonly measurements: number;
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

/** A solution with what moves nothing put back to where it was given. */
function backToGiven(residuals: Residuals, { x, cost }: LeastSquares, given: Float64Array): Float64Array {
  const columns = jacobian(residuals, x, residuals(x)).transpose().to2DArray();
  const kept = x.map((value, p) => (columns[p]?.some((slope) => slope !== 0) ? value : (given[p] ?? value)));
  return costOf(residuals(kept)) <= cost * TIE ? kept : x;
}

/** How far the parameters are from what was known before, in standard deviations. */
function priorResiduals(parameters: readonly Parameter[]): number[] {
  return parameters.flatMap(({ quantity: { value, prior } }) => (prior ? [(value - prior.value) / prior.stddev] : []));
}

type Residuals = (x: Float64Array) => Float64Array;

const costOf = (residuals: Float64Array): number => residuals.reduce((sum, r) => sum + r * r, 0) / 2;

/** Half of the candidates lie near the template, up to NEAR times or a NEARth of it, half anywhere within the bounds. */
function candidates(parameters: readonly Parameter[], random: RandomStream): Float64Array[] {
  return Array.from({ length: CANDIDATES }, (_, k) =>
    Float64Array.from(parameters, ({ quantity, low, high }) => {
      if (k % 2 === 1) return 0.05 + 0.9 * random.uniform();
      const value = quantity.value * NEAR ** (2 * random.uniform() - 1);
      return Math.min(0.95, Math.max(0.05, (value - low) / (high - low || 1)));
    }),
  );
}

/** The template's values, and what the best candidates come to in a few steps. */
function startingPoints(parameters: readonly Parameter[], residuals: Residuals, seed: number): Float64Array[] {
  const given = Float64Array.from(parameters, ({ quantity, low, high }) => (quantity.value - low) / (high - low || 1));
  const costs = candidates(parameters, randomStream(seed, 'calibration/starts')).map((x) => ({
    x,
    cost: costOf(residuals(x)),
  }));
  const tried = costs
    .sort((a, b) => a.cost - b.cost)
    .slice(0, TRIED)
    .map(({ x }) => boundedLeastSquares(residuals, x, { iterations: FEW, chords: false }));
  return [
    given,
    ...tried
      .sort((a, b) => a.cost - b.cost)
      .slice(0, STARTS)
      .map(({ x }) => x),
  ];
}

/** The best point that differs from a solution in one parameter; undefined where none is better. */
function probed(residuals: Residuals, { x, cost }: LeastSquares): Float64Array | undefined {
  let best: Float64Array | undefined;
  let least = cost * (2 - TIE);
  x.forEach((_, p) => {
    for (let k = 0; k < PROBES; k++) {
      const point = x.with(p, (k + 0.5) / PROBES);
      const value = costOf(residuals(point));
      if (value < least) [best, least] = [point, value];
    }
  });
  return best;
}

/** The best least-squares solution over the starting points, gone on with while a probe helps. */
function solve(residuals: Residuals, starts: readonly Float64Array[]): LeastSquares | undefined {
  const [given, ...others] = starts.map((x) => boundedLeastSquares(residuals, x, { iterations: MANY, chords: false }));
  let best = others.reduce<LeastSquares | undefined>((a, b) => (a && a.cost <= b.cost * TIE ? a : b), given);
  for (let point = best?.x; point && best; point = probed(residuals, best)) {
    best = boundedLeastSquares(residuals, point, { iterations: MANY, chords: true });
  }
  return best;
}

/**
 * What a cell tells of a request: its throughput, time, cycles and speed-up are one number, its share and copy another.
 * Requests that only differ in what the law does not see are the same.
 */
function measurementOf({ plan, folioBytes, folios, metric }: MeasuredCell): string {
  const ofCopy = metric === 'copy-share' || metric === 'copy-cycles-per-page' || metric === 'copy-latency';
  return contentHash({ plan, folioBytes, folios, of: ofCopy ? metric : 'call' });
}

/** Fits the template to the cells; deterministic from `seed`. The template keeps its values. */
export function fitPlatform(template: Platform, cells: readonly MeasuredCell[], seed: number): PlatformFit {
  const platform = structuredClone(template);
  const parameters = parametersOf(platform);
  const moveTo = (x: Float64Array): Float64Array => {
    place(parameters, x);
    const misses = cells.map((cell) => residual(simulateCell(platform, cell), cell));
    return Float64Array.from([...misses, ...priorResiduals(parameters)]);
  };
  const starts = startingPoints(parameters, moveTo, seed);
  const best = solve(moveTo, starts);
  const x = best ? backToGiven(moveTo, best, starts[0] ?? best.x) : new Float64Array(0);
  place(parameters, x);
  return {
    platform,
    parameters,
    cost: best?.cost ?? 0,
    cells: cells.length,
    measurements: new Set(cells.map(measurementOf)).size + priorResiduals(parameters).length,
    x,
    residualsAt: (point) => {
      const residuals = moveTo(point);
      place(parameters, x);
      return residuals;
    },
  };
}
