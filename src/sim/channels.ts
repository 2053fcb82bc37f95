import type { DmaDevice } from '../platform/platform.js';

const FREE = -1;

/** Which slot holds which DMA channel. Channels are held by one batch at a time; the lowest free ones are given first. */
export class Channels {
  readonly #owner: Int32Array;
  readonly #perEngine: number;
  readonly #engineRate: number;
  free: number;

  constructor(device: DmaDevice | undefined) {
    this.#owner = new Int32Array(device?.channels ?? 0).fill(FREE);
    this.#perEngine = device?.channelsPerEngine ?? 1;
    this.#engineRate = device?.engineRate.value ?? 0;
    this.free = this.#owner.length;
  }

  get total(): number {
    return this.#owner.length;
  }

  /** Gives up to `wanted` channels to a slot; returns how many it got. */
  grant(slot: number, wanted: number): number {
    let granted = 0;
    for (let channel = 0; channel < this.#owner.length && granted < wanted; channel++) {
      if (this.#owner[channel] !== FREE) continue;
      this.#owner[channel] = slot;
      granted++;
    }
    this.free -= granted;
    return granted;
  }

  release(slot: number): void {
    for (let channel = 0; channel < this.#owner.length; channel++) {
      if (this.#owner[channel] !== slot) continue;
      this.#owner[channel] = FREE;
      this.free++;
    }
  }

  /** What a slot's channels carry together when each could carry `rate` and engines are shared [bytes/ns]. */
  rateOf(slot: number, rate: number): number {
    let sum = 0;
    for (let engine = 0; engine < this.#owner.length; engine += this.#perEngine) {
      let own = 0;
      let busy = 0;
      for (let channel = engine; channel < Math.min(engine + this.#perEngine, this.#owner.length); channel++) {
        if (this.#owner[channel] !== FREE) busy++;
        if (this.#owner[channel] === slot) own++;
      }
      if (own > 0) sum += Math.min(own * rate, (this.#engineRate * own) / busy);
    }
    return sum;
  }

  copyFrom(other: Channels): void {
    this.#owner.set(other.#owner);
    this.free = other.free;
  }
}
