import { at } from '../../core/errors.js';

/** Most bins kept. */
const BINS = 64;

/** Width of the first bins [ns]; later ones are a power of two wider. */
const NARROWEST_NS = 1e6;

/** How often something happened over a time that is not known beforehand. */
export interface Rate {
  readonly binSeconds: number;
  /** From the trace's first event on. */
  readonly perSecond: readonly number[];
}

/**
 * Counts in bins of equal width. Where a time lies beyond the last bin, neighbours are added up and the width doubles: memory
 * stays flat and no count is lost.
 */
export class RateBins {
  readonly #originNs: number;
  #counts: number[] = new Array<number>(BINS).fill(0);
  #widthNs = NARROWEST_NS;

  constructor(originNs: number) {
    this.#originNs = originNs;
  }

  add(timeNs: number): void {
    const index = this.#reach(timeNs);
    this.#counts[index] = at(this.#counts, index) + 1;
  }

  /** The rates up to `endNs`. */
  upTo(endNs: number): Rate {
    const bins = this.#reach(endNs) + 1;
    const binSeconds = this.#widthNs / 1e9;
    return { binSeconds, perSecond: this.#counts.slice(0, bins).map((count) => count / binSeconds) };
  }

  /** The bin of a time; times before the origin, which merged buffers can hold, belong to the first. */
  #reach(timeNs: number): number {
    const elapsed = Math.max(0, timeNs - this.#originNs);
    while (elapsed >= BINS * this.#widthNs) this.#fold();
    return Math.floor(elapsed / this.#widthNs);
  }

  #fold(): void {
    const counts = this.#counts;
    this.#counts = counts.map((_, i) => (2 * i + 1 < BINS ? at(counts, 2 * i) + at(counts, 2 * i + 1) : 0));
    this.#widthNs *= 2;
  }
}
