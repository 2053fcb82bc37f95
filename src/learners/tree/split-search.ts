import { at } from '../../core/errors.js';
import { gainTable, type RankedStates } from './leaf-ranking.js';
import { binOf, type FeatureBins } from './thresholds.js';

/*
 * The best split of a leaf whose ranking cannot be improved as a whole: either side may move one action to the front
 * of its ranking, so that a split on x_f ≤ t gains
 *
 *     max(0, max_a G_left(a)) + max(0, max_a G_right(a))
 *
 * with G of `leaf-ranking.ts` summed over the states of that side. Histograms over the bins of a feature give all its
 * thresholds in one pass.
 */
export interface Split {
  /** Index into the feature table. */
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

/** Sums by bin of one feature. */
interface Histogram {
  /** [bins × actions] */
  readonly gains: Float64Array;
  /** [bins] */
  readonly counts: Int32Array;
}

function histogramOf({ states }: RankedStates, gains: Float64Array, width: number, bins: FeatureBins): Histogram {
  const size = bins.thresholds.length + 1;
  const histogram = { gains: new Float64Array(size * width), counts: new Int32Array(size) };
  states.forEach(({ features }, s) => {
    const bin = binOf(bins.thresholds, at(features, bins.feature));
    histogram.counts[bin] = at(histogram.counts, bin) + 1;
    for (let a = 0; a < width; a++) {
      histogram.gains[bin * width + a] = (histogram.gains[bin * width + a] ?? 0) + (gains[s * width + a] ?? 0);
    }
  });
  return histogram;
}

function bestThreshold(
  { gains, counts }: Histogram,
  total: Float64Array,
  { feature, thresholds }: FeatureBins,
  states: number,
  leastStates: number,
): Split | null {
  const left = new Float64Array(total.length);
  let best: Split | null = null;
  let before = 0;
  thresholds.forEach((threshold, bin) => {
    before += at(counts, bin);
    let [leftGain, rightGain] = [0, 0];
    for (let a = 0; a < total.length; a++) {
      const sum = (left[a] ?? 0) + (gains[bin * total.length + a] ?? 0);
      left[a] = sum;
      leftGain = Math.max(leftGain, sum);
      rightGain = Math.max(rightGain, (total[a] ?? 0) - sum);
    }
    const gain = leftGain + rightGain;
    if (before < leastStates || states - before < leastStates) return;
    if (gain > (best?.gain ?? 0)) best = { feature, threshold, gain };
  });
  return best;
}

/** The split that gains most, null where none gains; ties go to the feature listed first, then the lower threshold. */
export function bestSplit(ranked: RankedStates, bins: readonly FeatureBins[], leastStates: number): Split | null {
  const width = ranked.states[0]?.costs.length ?? 0;
  const gains = gainTable(ranked);
  const total = new Float64Array(width);
  gains.forEach((gain, k) => {
    total[k % width] = at(total, k % width) + gain;
  });
  let best: Split | null = null;
  for (const one of bins) {
    const histogram = histogramOf(ranked, gains, width, one);
    const split = bestThreshold(histogram, total, one, ranked.states.length, leastStates);
    if (split && split.gain > (best?.gain ?? 0)) best = split;
  }
  return best;
}
