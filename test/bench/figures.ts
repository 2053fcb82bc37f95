import { at } from '../../src/core/errors.js';
import { quantile } from '../../src/statistics/quantile.js';
import type { Case } from './case.js';
import { isMeasured, type Measured, type Sample } from './sample.js';

/** Of several rounds: the middle, and from the least to the most. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** How many times as fast the first side is as the second. */
export interface Ratio {
  readonly ofMedians: number;
  /** The least and the most among the rounds, each of which measured both sides one after the other. */
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: Math.min(...values), high: Math.max(...values), n: values.length };
}

/** Units a second by the case's clock. */
export function rateOf({ clock }: Pick<Case, 'clock'>, { units, cpuSeconds, wallSeconds }: Measured): number {
  return units / (clock === 'cpu' ? cpuSeconds : wallSeconds);
}

/** @param first rates of the rounds in their order, and `second` those of the other side. */
export function ratioOf(first: readonly number[], second: readonly number[]): Ratio {
  const paired = first.map((rate, round) => rate / at(second, round));
  const { low, high } = spreadOf(paired);
  return { ofMedians: spreadOf(first).median / spreadOf(second).median, low, high };
}

/** One side's rates, or why there are none. */
export function ratesOf(one: Pick<Case, 'clock'>, samples: readonly Sample[]): readonly number[] | string {
  const reason = samples.find((sample) => !isMeasured(sample));
  if (reason && !isMeasured(reason)) return reason.skipped;
  return samples.filter(isMeasured).map((sample) => rateOf(one, sample));
}
