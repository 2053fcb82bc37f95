import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';

/** A resource used up to this part of its capacity holds its flows back. */
const FULL = 1 - 1e-9;

/** Whether a resource has nothing left. */
export function isFull(used: number, capacity: number): boolean {
  return used >= capacity * FULL;
}

/** Who meets whom where nothing is left. Has room for one flow's question, so that none is made at every event. */
export class Bottleneck {
  /** Rates of the flows that meet the one last asked about, 0 for all others. [places] */
  readonly met: Float64Array;
  /** Its resources that have nothing left, as a set of bits. */
  readonly #full: Int32Array;
  readonly #capacity: Float64Array;

  constructor(capacity: Float64Array, places: number) {
    this.met = new Float64Array(places);
    this.#full = new Int32Array(Math.ceil(capacity.length / 32));
    this.#capacity = capacity;
  }

  /** Asks whom `flow` meets at a resource that has nothing left; returns the sum of their rates. */
  ask({ rate, uses, open, openCount }: FlowTable, flow: number, used: Float64Array): number {
    this.#findFull((uses[flow] as FlowUses).resources, used);
    this.met.fill(0);
    let sum = 0;
    for (let k = 0; k < openCount; k++) {
      const other = open[k] as number;
      if (other === flow || !this.#isMet((uses[other] as FlowUses).set)) continue;
      const own = rate[other] as number;
      this.met[other] = own;
      sum += own;
    }
    return sum;
  }

  #findFull(resources: Int32Array, used: Float64Array): void {
    const full = this.#full.fill(0);
    for (let u = 0; u < resources.length; u++) {
      const r = resources[u] as number;
      if (isFull(used[r] as number, this.#capacity[r] as number))
        full[r >> 5] = (full[r >> 5] as number) | (1 << (r & 31));
    }
  }

  #isMet(set: Int32Array): boolean {
    const full = this.#full;
    for (let word = 0; word < set.length; word++) {
      if (((full[word] as number) & (set[word] as number)) !== 0) return true;
    }
    return false;
  }
}
