import { at } from '../../core/errors.js';
import type { LeafGains, RankedStates } from './leaf-ranking.js';
import type { FeatureBins } from './thresholds.js';

/*
 * The best split of a leaf whose ranking cannot be improved as a whole: either side may move one choice to the front
 * of its ranking, so that a split on x_f ≤ t gains
 *
 *     max(0, max_a G_left(a)) + max(0, max_a G_right(a))
 *
 * with G of `leaf-ranking.ts` summed over the states of that side. Histograms over the bins of a feature give all its
 * thresholds in one pass. Sums are in the order of the states: another order would be another tree now and then.
 */
export interface Split {
  readonly by: FeatureBins;
  /** States of this bin and of those before it go left. */
  readonly bin: number;
  readonly gain: number;
}

/** Finds splits of one leaf after the other, in arrays that all of them share. */
export class SplitSearch {
  readonly #gains: LeafGains;
  readonly #bins: readonly FeatureBins[];
  readonly #leastStates: number;
  /** Sums of gains by bin of one feature. [bins × columns] */
  readonly #histogram: Float64Array;
  /** States by bin. [bins] */
  readonly #counts: Int32Array;
  /** G of the states up to a threshold. [columns] */
  readonly #left: Float64Array;

  /** @param gains of the leaf that is searched. @param leastStates on either side of a split. */
  constructor(gains: LeafGains, bins: readonly FeatureBins[], leastStates: number) {
    this.#gains = gains;
    this.#bins = bins;
    this.#leastStates = leastStates;
    const most = bins.reduce((size, { thresholds }) => Math.max(size, thresholds.length + 1), 0);
    this.#histogram = new Float64Array(most * gains.columns);
    this.#counts = new Int32Array(most);
    this.#left = new Float64Array(gains.columns);
  }

  /** The split that gains most, null where none gains; ties go to the feature listed first, then the lower threshold. */
  best({ rows }: RankedStates): Split | null {
    if (rows.length < 2 * this.#leastStates) return null;
    let best: Split | null = null;
    for (const by of this.#bins) {
      this.#count(rows, by);
      best = this.#bestThreshold(rows.length, by, best);
    }
    return best;
  }

  #count(rows: Int32Array, { binOf }: FeatureBins): void {
    const { columns, byState } = this.#gains;
    const [histogram, counts] = [this.#histogram, this.#counts];
    histogram.fill(0);
    counts.fill(0);
    let place = 0;
    for (let s = 0; s < rows.length; s++) {
      const bin = binOf[rows[s] as number] as number;
      counts[bin] = (counts[bin] as number) + 1;
      const end = (bin + 1) * columns;
      for (let sum = bin * columns; sum < end; sum++, place++) {
        histogram[sum] = (histogram[sum] as number) + (byState[place] as number);
      }
    }
  }

  /** The best threshold of the feature that was counted, where it gains more than the best so far. */
  #bestThreshold(states: number, by: FeatureBins, known: Split | null): Split | null {
    let [best, before] = [known, 0];
    this.#left.fill(0);
    for (let bin = 0; bin < by.thresholds.length; bin++) {
      const count = at(this.#counts, bin);
      // A bin without states splits like the one before it.
      if (count === 0) continue;
      before += count;
      if (states - before < this.#leastStates) break;
      const gain = this.#passTo(bin);
      if (before >= this.#leastStates && gain > (best?.gain ?? 0)) best = { by, bin, gain };
    }
    return best;
  }

  /** Lets a bin go left, and says what the split after it gains. */
  #passTo(bin: number): number {
    const { columns, total } = this.#gains;
    const [left, from] = [this.#left, bin * columns];
    let [leftGain, rightGain] = [0, 0];
    for (let a = 0; a < columns; a++) {
      const sum = (left[a] as number) + (this.#histogram[from + a] as number);
      const rest = (total[a] as number) - sum;
      left[a] = sum;
      if (sum > leftGain) leftGain = sum;
      if (rest > rightGain) rightGain = rest;
    }
    return leftGain + rightGain;
  }
}

/** The states left and right of a split, with their parent's ranking. */
export function sidesOf({ rows, ranking, current }: RankedStates, { by, bin }: Split): [RankedStates, RankedStates] {
  const isLeft = Uint8Array.from(rows, (row) => (at(by.binOf, row) <= bin ? 1 : 0));
  const side = (own: 0 | 1, states: number): RankedStates => {
    const [ownRows, ownCurrent] = [new Int32Array(states), new Float64Array(states)];
    for (let s = 0, place = 0; s < rows.length; s++) {
      if (isLeft[s] !== own) continue;
      ownRows[place] = rows[s] as number;
      ownCurrent[place++] = current[s] as number;
    }
    return { rows: ownRows, ranking, current: ownCurrent };
  };
  const left = isLeft.reduce((sum, one) => sum + one, 0);
  return [side(1, left), side(0, rows.length - left)];
}
