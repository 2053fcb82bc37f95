import type { FlowTable } from './flow-table.js';

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

export class MaxMinSolver {
  readonly #capacity: Float64Array;
  /** Bytes/ns of each resource in use after the last solution. */
  readonly used: Float64Array;
  readonly #slope: Float64Array;
  readonly #free: Uint8Array;

  constructor(capacity: Float64Array, places: number) {
    this.#capacity = capacity;
    this.used = new Float64Array(capacity.length);
    this.#slope = new Float64Array(capacity.length);
    this.#free = new Uint8Array(places);
  }

  /** Sets `flows.rate` and `used`. */
  solve(flows: FlowTable): void {
    if (this.#allAtLimit(flows)) return;
    this.used.fill(0);
    let left = 0;
    for (let f = 0; f < flows.places; f++) {
      const open = (flows.weight[f] ?? 0) > 0 && (flows.limit[f] ?? 0) > 0;
      this.#free[f] = open ? 1 : 0;
      flows.rate[f] = 0;
      if (open) left++;
    }
    while (left > 0) left -= this.#freeze(flows, this.#level(flows));
  }

  /** The common case of light load: everybody gets the limit. */
  #allAtLimit(flows: FlowTable): boolean {
    const { used } = this;
    used.fill(0);
    for (let f = 0; f < flows.places; f++) {
      const rate = (flows.weight[f] ?? 0) > 0 ? (flows.limit[f] ?? 0) : 0;
      flows.rate[f] = rate;
      if (rate > 0) this.#use(flows, f, rate, used);
    }
    for (let r = 0; r < used.length; r++) if ((used[r] ?? 0) > (this.#capacity[r] ?? 0)) return false;
    return true;
  }

  #use(flows: FlowTable, flow: number, amount: number, sum: Float64Array): void {
    const from = flows.usesFrom(flow);
    const to = from + (flows.useCount[flow] ?? 0);
    for (let use = from; use < to; use++) {
      const resource = flows.useResource[use] ?? 0;
      sum[resource] = (sum[resource] ?? 0) + amount * (flows.useWeight[use] ?? 0);
    }
  }

  /** The smallest λ at which something gives; also leaves the slopes of the free flows behind. */
  #level(flows: FlowTable): number {
    this.#slope.fill(0);
    let level = Number.POSITIVE_INFINITY;
    for (let f = 0; f < flows.places; f++) {
      if (!this.#free[f]) continue;
      this.#use(flows, f, flows.weight[f] ?? 0, this.#slope);
      level = Math.min(level, (flows.limit[f] ?? 0) / (flows.weight[f] ?? 1));
    }
    for (let r = 0; r < this.#slope.length; r++) {
      const slope = this.#slope[r] ?? 0;
      if (slope > 0) level = Math.min(level, Math.max(0, (this.#capacity[r] ?? 0) - (this.used[r] ?? 0)) / slope);
    }
    return level;
  }

  #exhausted(flows: FlowTable, flow: number, level: number): boolean {
    const from = flows.usesFrom(flow);
    const to = from + (flows.useCount[flow] ?? 0);
    for (let use = from; use < to; use++) {
      const r = flows.useResource[use] ?? 0;
      const capacity = this.#capacity[r] ?? 0;
      if ((this.used[r] ?? 0) + level * (this.#slope[r] ?? 0) >= capacity * (1 - 1e-12)) return true;
    }
    return false;
  }

  /** Freezes the flows that cannot rise above `level`; returns how many. */
  #freeze(flows: FlowTable, level: number): number {
    let frozen = 0;
    for (let f = 0; f < flows.places; f++) {
      if (this.#free[f] !== 1) continue;
      const weight = flows.weight[f] ?? 1;
      const limit = flows.limit[f] ?? 0;
      // The quotient that `#level` took: a product may round below a tiny limit, and then nothing would ever freeze.
      const atLimit = limit / weight <= level * (1 + 1e-12);
      if (!atLimit && !this.#exhausted(flows, f, level)) continue;
      flows.rate[f] = Math.min(limit, weight * level);
      this.#free[f] = 2;
      frozen++;
    }
    for (let f = 0; f < flows.places; f++) {
      if (this.#free[f] !== 2) continue;
      this.#free[f] = 0;
      this.#use(flows, f, flows.rate[f] ?? 0, this.used);
    }
    return frozen;
  }
}
