import { APART, type ColumnSource } from './columns.js';

/**
 * When each slot's stage ends at the rates as they are. A tournament tree: node k holds the earlier of its children 2k
 * and 2k + 1, the slots are the leaves, so that a change costs log₂(slots) and the earliest end is at hand.
 */
export class Timetable {
  readonly #leaves: number;
  /** [2 × leaves] */
  readonly #ends: Float64Array;

  constructor(slots: number, source: ColumnSource = APART) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, slots)));
    this.#ends = source.float(2 * this.#leaves).fill(Number.POSITIVE_INFINITY);
  }

  /** The earliest end of all [ns]; Infinity where none is in sight. */
  get earliest(): number {
    return this.#ends[1] as number;
  }

  /** When a slot's stage ends [ns]; Infinity where it waits for something else than time. */
  endOf(slot: number): number {
    return this.#ends[this.#leaves + slot] as number;
  }

  set(slot: number, end: number): void {
    const ends = this.#ends;
    let k = this.#leaves + slot;
    if (ends[k] === end) return;
    ends[k] = end;
    for (k >>= 1; k >= 1; k >>= 1) {
      const earlier = Math.min(ends[2 * k] as number, ends[2 * k + 1] as number);
      if (ends[k] === earlier) return;
      ends[k] = earlier;
    }
  }

  /** Lists the slots whose stage ends at `now` or before, in their order. */
  due(now: number, slots: number[]): void {
    while (slots.length > 0) slots.pop();
    if (this.earliest <= now) this.#collect(1, now, slots);
  }

  #collect(k: number, now: number, slots: number[]): void {
    if ((this.#ends[k] as number) > now) return;
    if (k >= this.#leaves) {
      slots.push(k - this.#leaves);
      return;
    }
    this.#collect(2 * k, now, slots);
    this.#collect(2 * k + 1, now, slots);
  }
}
