import { isFull } from './bottleneck.js';
import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';

/*
 * The flows whose rates may change when some flows do. Under max–min fairness a flow below its limit is held back by a
 * resource that has nothing left, so a change travels only through such resources:
 *
 *   connected(F) = F and every flow that uses a full resource of a connected flow
 *
 * All others keep their rates, unless the connected ones fill a resource that was not full: then whoever uses it is
 * connected, too, and the connected ones are solved again.
 */
export class ConnectedFlows {
  /** The connected flows, the changed ones first; only the first `count` hold. [places] */
  readonly places: Int32Array;
  count = 0;
  readonly #isIn: Uint8Array;
  readonly #connects: Uint8Array;
  readonly #capacity: Float64Array;

  constructor(capacity: Float64Array, places: number) {
    this.places = new Int32Array(places);
    this.#isIn = new Uint8Array(places);
    this.#connects = new Uint8Array(capacity.length);
    this.#capacity = capacity;
  }

  clear(): void {
    for (let k = 0; k < this.count; k++) this.#isIn[this.places[k] as number] = 0;
    this.#connects.fill(0);
    this.count = 0;
  }

  has(place: number): boolean {
    return this.#isIn[place] === 1;
  }

  /** Adds a flow, and says that the full resources it uses connect. */
  add(place: number, uses: FlowUses, used: Float64Array): void {
    if (!this.has(place)) {
      this.#isIn[place] = 1;
      this.places[this.count++] = place;
    }
    const { resources } = uses;
    for (let u = 0; u < resources.length; u++) {
      const r = resources[u] as number;
      if (isFull(used[r] as number, this.#capacity[r] as number)) this.#connects[r] = 1;
    }
  }

  /** Adds every open flow that is connected with those that are in. */
  grow(flows: FlowTable, used: Float64Array): void {
    for (let before = -1; before !== this.count; ) {
      before = this.count;
      for (let k = 0; k < flows.openCount; k++) {
        const place = flows.open[k] as number;
        const uses = flows.uses[place] as FlowUses;
        if (!this.has(place) && this.#isConnected(uses)) this.add(place, uses, used);
      }
    }
  }

  /** Adds the open flows that use a resource which the connected ones, by what they use, have filled. */
  join(flows: FlowTable, used: Float64Array, by: Float64Array): boolean {
    const before = this.count;
    for (let r = 0; r < used.length; r++) {
      const filled = (by[r] as number) > 0 && isFull(used[r] as number, this.#capacity[r] as number);
      if (filled) this.#connects[r] = 1;
    }
    for (let k = 0; k < flows.openCount; k++) {
      const place = flows.open[k] as number;
      const uses = flows.uses[place] as FlowUses;
      if (!this.has(place) && this.#isConnected(uses)) this.add(place, uses, used);
    }
    return this.count > before;
  }

  #isConnected({ resources }: FlowUses): boolean {
    for (let u = 0; u < resources.length; u++) if (this.#connects[resources[u] as number] === 1) return true;
    return false;
  }
}
