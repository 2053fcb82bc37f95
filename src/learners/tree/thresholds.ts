import { at } from '../../core/errors.js';
import type { LabelledState } from './labelled-state.js';

/** Where a feature may be split: between values that occur, at most `BINS` quantiles of them. */
export interface FeatureBins {
  /** Index into the feature table. */
  readonly feature: number;
  /** Ascending integers; a value ≤ thresholds[b] and above the one before lies in bin b. */
  readonly thresholds: readonly number[];
  /** The bin of each state. [states] */
  readonly binOf: Uint8Array;
}

const BINS = 48;

/** The middle between neighbouring values that occur, thinned to equal shares of the states. */
function thresholdsOf(sorted: Int32Array): number[] {
  const distinct = Array.from(sorted.filter((value, k) => k === 0 || value !== sorted[k - 1]));
  const cuts = distinct.slice(0, -1).map((value, k) => Math.floor((value + at(distinct, k + 1)) / 2));
  if (cuts.length < BINS) return cuts;
  const quantiles = Array.from({ length: BINS - 1 }, (_, k) =>
    at(sorted, Math.floor(((k + 1) * sorted.length) / BINS)),
  );
  const nearest = quantiles.map((value) => cuts.find((cut) => cut >= value) ?? at(cuts, cuts.length - 1));
  return [...new Set(nearest)];
}

/** The bin of a value; values above the last threshold lie in a bin of their own. */
function binOf(thresholds: readonly number[], value: number): number {
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= at(thresholds, middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function binsOf(states: readonly LabelledState[], feature: number): FeatureBins {
  const values = new Int32Array(states.length);
  states.forEach(({ features }, s) => {
    values[s] = at(features, feature);
  });
  const thresholds = thresholdsOf(values.slice().sort());
  return { feature, thresholds, binOf: new Uint8Array(values.map((value) => binOf(thresholds, value))) };
}

/** Features that take one value only are left out. */
export function featureBins(states: readonly LabelledState[], features: readonly number[]): FeatureBins[] {
  return features.map((feature) => binsOf(states, feature)).filter(({ thresholds }) => thresholds.length > 0);
}
