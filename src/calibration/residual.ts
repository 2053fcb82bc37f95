import type { MeasuredCell } from './table.js';

/*
 * How far the law is from a cell, in units of what the cell can be trusted with:
 *
 *   r = ln(simulated ÷ measured) ÷ √(0.05² + (½ SD ÷ measured)²)       a throughput or a time
 *   r = (simulated − measured) ÷ 0.025                                  a share
 *
 * 0.05 and 0.025 are half of what `judge` tolerates. The loss is quadratic for small residuals and linear for large
 * ones (pseudo-Huber, with Huber's 1964 constant), so that one contradictory cell cannot pull the rest.
 */

const FLOOR = 0.05;
const SHARE_FLOOR = 0.025;

/** Stands for a point where the law has no value: worse than any that has one. */
const NO_VALUE = 1e3;

const HUBER = 1.345;

/** Pseudo-Huber loss as a residual: sign(r)·√(2δ²(√(1 + (r/δ)²) − 1)). */
function softened(r: number): number {
  if (!Number.isFinite(r)) return NO_VALUE;
  return Math.sign(r) * HUBER * Math.sqrt(2 * (Math.hypot(1, r / HUBER) - 1));
}

/** The softened residual of one cell. */
export function residual(simulated: number, { metric, measured, stddev }: MeasuredCell): number {
  if (metric === 'copy-share') return softened((simulated - measured) / SHARE_FLOOR);
  return softened(Math.log(simulated / measured) / Math.hypot(FLOOR, (0.5 * stddev) / measured));
}
