import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';

/*
 * Weighted max–min fair sharing (Bertsekas and Gallager 1992, progressive filling):
 *
 *   Σ over flows f of a_fr · x_f ≤ C_r      for every resource r
 *   x_f ≤ L_f                               for every flow f
 *   x_f = min(L_f, w_f · λ_f), and x_f can grow only by taking from a flow whose x/w is no larger.
 *
 * a_fr is what flow f uses of r for each byte it moves (migration/copy-traffic.ts), w_f how many workers, channels or
 * threads are behind it. So the sorted x_f ÷ w_f are the largest there are, in lexicographic order; units do not matter:
 * capacities and limits times k give rates times k, weights times k or a resource's uses and capacity times k change
 * nothing.
 *
 * All unfrozen flows rise together as w_f·λ. At each round the smallest λ at which a flow meets its limit or a resource
 * is exhausted freezes those flows. At most one round a flow.
 */

export class ProgressiveFilling {
  /** Bytes/ns of each resource that the flows of the last filling use together. */
  readonly used: Float64Array;
  /** How fast the use of each resource grows with λ, and whether it is exhausted at the level reached. */
  readonly #slope: Float64Array;
  readonly #exhausted: Uint8Array;
  /** Flows that rise still, in their order, and the level at which each meets its limit. [places] */
  readonly #rising: Int32Array;
  readonly #limitLevel: Float64Array;

  constructor(resources: number, places: number) {
    this.used = new Float64Array(resources);
    this.#slope = new Float64Array(resources);
    this.#exhausted = new Uint8Array(resources);
    this.#rising = new Int32Array(places);
    this.#limitLevel = new Float64Array(places);
  }

  /**
   * Shares `capacity` among some flows, each with a weight and a limit above 0, and among no others.
   * @param places the flows' places; only the first `count` hold.
   * @param rate is set at those places [bytes/ns].
   */
  fill(flows: FlowTable, places: Int32Array, count: number, capacity: Float64Array, rate: Float64Array): void {
    this.#letAllRise(flows, places, count, rate);
    if (fits(this.used, capacity)) return;
    this.#startOver(flows, places, count);
    for (let left = count; left > 0; ) {
      const kept = this.#freeze(flows, left, this.#level(flows, left, capacity), rate);
      if (kept === left) return;
      left = kept;
    }
  }

  /** Gives every flow its limit, which under light load is the solution. */
  #letAllRise(flows: FlowTable, places: Int32Array, count: number, rate: Float64Array): void {
    clear(this.used);
    for (let k = 0; k < count; k++) {
      const f = places[k] as number;
      const limit = flows.limit[f] as number;
      rate[f] = limit;
      addUse(flows.uses[f] as FlowUses, limit, this.used);
    }
  }

  #startOver(flows: FlowTable, places: Int32Array, count: number): void {
    clear(this.used);
    for (let k = 0; k < count; k++) {
      const f = places[k] as number;
      this.#rising[k] = f;
      this.#limitLevel[f] = (flows.limit[f] as number) / (flows.weight[f] as number);
    }
  }

  /** The smallest λ at which something gives; leaves behind which resources are exhausted at it. */
  #level(flows: FlowTable, rising: number, capacity: Float64Array): number {
    const slope = this.#slope;
    clear(slope);
    let level = Number.POSITIVE_INFINITY;
    for (let k = 0; k < rising; k++) {
      const f = this.#rising[k] as number;
      addUse(flows.uses[f] as FlowUses, flows.weight[f] as number, slope);
      level = Math.min(level, this.#limitLevel[f] as number);
    }
    for (let r = 0; r < slope.length; r++) {
      const left = Math.max(0, (capacity[r] as number) - (this.used[r] as number));
      if ((slope[r] as number) > 0) level = Math.min(level, left / (slope[r] as number));
    }
    for (let r = 0; r < slope.length; r++) {
      const reached = (this.used[r] as number) + level * (slope[r] as number);
      this.#exhausted[r] = reached >= (capacity[r] as number) * (1 - 1e-12) ? 1 : 0;
    }
    return level;
  }

  /** Freezes the flows that cannot rise above `level`; returns how many rise on. */
  #freeze(flows: FlowTable, rising: number, level: number, rate: Float64Array): number {
    // Quotients are compared, as `#level` took them: a product may round below a tiny limit, and nothing would freeze.
    const reached = level * (1 + 1e-12);
    let kept = 0;
    for (let k = 0; k < rising; k++) {
      const f = this.#rising[k] as number;
      const uses = flows.uses[f] as FlowUses;
      if ((this.#limitLevel[f] as number) > reached && !this.#isHeldBack(uses)) {
        this.#rising[kept++] = f;
        continue;
      }
      const got = Math.min(flows.limit[f] as number, (flows.weight[f] as number) * level);
      rate[f] = got;
      addUse(uses, got, this.used);
    }
    return kept;
  }

  #isHeldBack({ resources }: FlowUses): boolean {
    for (let u = 0; u < resources.length; u++) if (this.#exhausted[resources[u] as number] === 1) return true;
    return false;
  }
}

/** Adds what a flow uses of each resource at a rate. */
export function addUse({ resources, weights }: FlowUses, rate: number, sum: Float64Array): void {
  for (let u = 0; u < resources.length; u++) {
    const resource = resources[u] as number;
    sum[resource] = (sum[resource] as number) + rate * (weights[u] as number);
  }
}

/** Whether no resource is used beyond its capacity. */
export function fits(used: Float64Array, capacity: Float64Array): boolean {
  for (let r = 0; r < capacity.length; r++) if ((used[r] as number) > (capacity[r] as number)) return false;
  return true;
}

/** Sets a few numbers to 0: a loop, for `fill` is a call out of compiled code. */
function clear(sums: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] = 0;
}
