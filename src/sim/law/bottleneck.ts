import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';

/** A resource used up to this part of its capacity holds its flows back. */
const FULL = 1 - 1e-9;

/** What a flow would get with nobody else on the machine [bytes/ns]. */
export function rateAlone(limit: number, { resources, weights }: FlowUses, capacity: Float64Array): number {
  let rate = limit;
  for (let u = 0; u < resources.length; u++) {
    rate = Math.min(rate, (capacity[resources[u] as number] as number) / (weights[u] as number));
  }
  return rate;
}

/** Puts the resources of a flow that have nothing left into a set of bits. */
function fullOf({ resources }: FlowUses, used: Float64Array, capacity: Float64Array, full: Int32Array): void {
  full.fill(0);
  for (let u = 0; u < resources.length; u++) {
    const r = resources[u] as number;
    if ((used[r] as number) < (capacity[r] as number) * FULL) continue;
    full[r >> 5] = (full[r >> 5] as number) | (1 << (r & 31));
  }
}

function meets(one: Int32Array, other: Int32Array): boolean {
  for (let word = 0; word < one.length; word++)
    if (((one[word] as number) & (other[word] as number)) !== 0) return true;
  return false;
}

/** Room for one flow's question, so that none is made at every event. */
export class Bottleneck {
  /** Rates of the flows that meet the one last asked about where nothing is left, 0 for all others. [places] */
  readonly met: Float64Array;
  readonly #full: Int32Array;
  readonly #capacity: Float64Array;

  constructor(capacity: Float64Array, places: number) {
    this.met = new Float64Array(places);
    this.#full = new Int32Array(Math.ceil(capacity.length / 32));
    this.#capacity = capacity;
  }

  /** Asks whom `flow` meets at a resource that has nothing left; returns the sum of their rates. */
  ask(flows: FlowTable, flow: number, used: Float64Array): number {
    const { rate, uses, places } = flows;
    fullOf(uses[flow] as FlowUses, used, this.#capacity, this.#full);
    let sum = 0;
    for (let other = 0; other < places; other++) {
      const own = rate[other] as number;
      const isMet = own > 0 && other !== flow && meets(this.#full, (uses[other] as FlowUses).set);
      this.met[other] = isMet ? own : 0;
      if (isMet) sum += own;
    }
    return sum;
  }
}
