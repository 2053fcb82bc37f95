import type { DmaDevice } from '../../platform/platform.js';
import { APART, type ColumnSource } from './columns.js';

const FREE = -1;
const OFF_LINE = -2;

/**
 * Which slot holds which DMA channel. Channels are held by one batch at a time; the lowest free ones are given first.
 * A channel off line is nobody's; while the device is unplugged all are, and none comes back alone.
 */
export class Channels {
  readonly #owner: Int32Array;
  readonly #perEngine: number;
  readonly #engineRate: number;
  free: number;
  /** Channels that can be used: free or held. */
  onLine: number;
  /** Whether any has been given, released, lost or restored since somebody looked. */
  changed = false;
  #plugged = true;

  constructor(device: DmaDevice | undefined, source: ColumnSource = APART) {
    this.#owner = source.integer(device?.channels ?? 0).fill(FREE);
    this.#perEngine = device?.channelsPerEngine ?? 1;
    this.#engineRate = device?.engineRate.value ?? 0;
    this.free = this.#owner.length;
    this.onLine = this.#owner.length;
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
    this.changed = true;
    return granted;
  }

  release(slot: number): void {
    for (let channel = 0; channel < this.#owner.length; channel++) {
      if (this.#owner[channel] !== slot) continue;
      this.#owner[channel] = FREE;
      this.free++;
    }
    this.changed = true;
  }

  /** Takes a channel off line; returns the slot that held it, or −1. */
  lose(channel: number): number {
    const owner = this.#owner[channel] ?? OFF_LINE;
    if (owner === OFF_LINE) return -1;
    this.#owner[channel] = OFF_LINE;
    this.onLine--;
    this.changed = true;
    if (owner === FREE) this.free--;
    return owner === FREE ? -1 : owner;
  }

  /** Puts a channel on line again, unless the device is unplugged. */
  restore(channel: number): void {
    if (!this.#plugged || this.#owner[channel] !== OFF_LINE) return;
    this.#owner[channel] = FREE;
    this.onLine++;
    this.changed = true;
    this.free++;
  }

  /** Whether the device is there; its channels are lost and restored one by one. */
  plug(plugged: boolean): void {
    this.#plugged = plugged;
  }

  /** What a slot's channels carry together when each could carry `rate` and engines are shared [bytes/ns]. */
  rateOf(slot: number, rate: number): number {
    const channels = this.#owner.length;
    let sum = 0;
    for (let engine = 0; engine < channels; engine += this.#perEngine) {
      const end = Math.min(engine + this.#perEngine, channels);
      let own = 0;
      let busy = 0;
      for (let channel = engine; channel < end; channel++) {
        const holder = this.#owner[channel] as number;
        if (holder >= 0) busy++;
        if (holder === slot) own++;
      }
      if (own > 0) sum += Math.min(own * rate, (this.#engineRate * own) / busy);
    }
    return sum;
  }

  /** Copies what is not in columns. */
  copyFrom(other: Channels): void {
    this.free = other.free;
    this.onLine = other.onLine;
    this.changed = other.changed;
    this.#plugged = other.#plugged;
  }
}
