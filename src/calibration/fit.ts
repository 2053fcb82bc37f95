import { randomStream } from '../core/random.js';
import type { Platform } from '../platform/platform.js';
import { simulateCell } from './judge.js';
import { boundedLeastSquares, type LeastSquares } from './levenberg-marquardt.js';
import { type Parameter, parametersOf } from './parameters.js';
import type { Cell } from './table.js';

/*
 * Fits every bounded quantity of a platform to measured cells. The residual of a cell is
 *
 *   ln(simulated ÷ measured) ÷ √(0.05² + (½ SD ÷ measured)²)
 *
 * so that cells with a wide spread count less, and large residuals grow like their root (soft-L1), so that one
 * contradictory cell cannot pull the rest. Started from the template and from `STARTS` seeded points within the bounds.
 */

const STARTS = 3;
/** Least standard error of a throughput or time, and of a share: half of what `judge` tolerates. */
const FLOOR = 0.05;
const SHARE_FLOOR = 0.025;

/** Soft-L1 loss as a residual: sign(r)·√(2(√(1 + r²) − 1)). */
function softened(r: number): number {
  return Math.sign(r) * Math.sqrt(2 * (Math.sqrt(1 + r * r) - 1));
}

function residual(simulated: number, cell: Cell): number {
  if (cell.metric === 'copy-share') return softened((simulated - cell.measured) / SHARE_FLOOR);
  return softened(Math.log(simulated / cell.measured) / Math.hypot(FLOOR, (0.5 * cell.stddev) / cell.measured));
}

/** A copy of the platform whose parameters can be moved without touching the template. */
function movable(template: Platform): { platform: Platform; parameters: Parameter[] } {
  const platform = structuredClone(template);
  return { platform, parameters: parametersOf(platform) };
}

function place(parameters: readonly Parameter[], x: Float64Array): void {
  parameters.forEach(({ quantity, low, high }, p) => {
    quantity.value = low + (high - low) * (x[p] ?? 0);
  });
}

export interface Fit {
  /** The template with fitted values. */
  readonly platform: Platform;
  readonly parameters: readonly Parameter[];
  readonly cost: number;
}

/** Fits the template to the cells; deterministic from `seed`. */
export function fitPlatform(template: Platform, cells: readonly Cell[], seed: number): Fit {
  const { platform, parameters } = movable(template);
  const residuals = (x: Float64Array): Float64Array => {
    place(parameters, x);
    return Float64Array.from(cells, (cell) => residual(simulateCell(platform, cell), cell));
  };
  const random = randomStream(seed, 'calibration/starts');
  const given = Float64Array.from(parameters, ({ quantity, low, high }) => (quantity.value - low) / (high - low || 1));
  const starts = [given, ...Array.from({ length: STARTS }, () => given.map(() => 0.05 + 0.9 * random.uniform()))];
  let best: LeastSquares | undefined;
  for (const start of starts) {
    const solution = boundedLeastSquares(residuals, start);
    if (!best || solution.cost < best.cost) best = solution;
  }
  if (best) place(parameters, best.x);
  return { platform, parameters, cost: best?.cost ?? Number.NaN };
}
