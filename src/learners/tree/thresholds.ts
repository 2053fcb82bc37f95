import { at } from '../../core/errors.js';
import type { LabelledState } from './labelled-state.js';

/** Where a feature may be split: between values that occur, at most `BINS` quantiles of them. */
export interface FeatureBins {
  /** Index into the feature table. */
  readonly feature: number;
  /** Ascending integers; a value ≤ thresholds[b] and above the one before lies in bin b. */
  readonly thresholds: Int32Array;
  /** The bin of each state. [states] */
  readonly binOf: Uint8Array;
}

const BINS = 48;

/** The middle between neighbouring values that occur, thinned to equal shares of the states. */
function thresholdsOf(sorted: Int32Array): readonly number[] {
  const distinct = Array.from(sorted.filter((value, k) => value !== sorted[k - 1]));
  const cuts = distinct.slice(0, -1).map((value, k) => Math.floor((value + at(distinct, k + 1)) / 2));
  if (cuts.length < BINS) return cuts;
  const quantiles = Array.from({ length: BINS - 1 }, (_, k) =>
    at(sorted, Math.floor(((k + 1) * sorted.length) / BINS)),
  );
  const nearest = quantiles.map((value) => cuts.find((cut) => cut >= value) ?? at(cuts, cuts.length - 1));
  return [...new Set(nearest)];
}

/** The bin of a value; values above the last threshold lie in a bin of their own. */
function binOf(thresholds: Int32Array, value: number): number {
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (thresholds[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function binsOf(states: readonly LabelledState[], feature: number): FeatureBins {
  const values = new Int32Array(states.length);
  for (let s = 0; s < values.length; s++) values[s] = at(at(states, s).features, feature);
  const thresholds = Int32Array.from(thresholdsOf(values.slice().sort()));
  const bins = new Uint8Array(values.length);
  for (let s = 0; s < values.length; s++) bins[s] = binOf(thresholds, values[s] as number);
  return { feature, thresholds, binOf: bins };
}

/** Features that take one value only are left out. */
export function featureBins(states: readonly LabelledState[], features: readonly number[]): FeatureBins[] {
  return features.map((feature) => binsOf(states, feature)).filter(({ thresholds }) => thresholds.length > 0);
}
