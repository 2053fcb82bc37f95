import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';
import { addCommon, addResource, createResourceSet, meet } from './resource-set.js';

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
  /** The full resources that connected flows use. */
  readonly #connects: Int32Array;

  constructor(resources: number, places: number) {
    this.places = new Int32Array(places);
    this.#isIn = new Uint8Array(places);
    this.#connects = createResourceSet(resources);
  }

  clear(): void {
    for (let k = 0; k < this.count; k++) this.#isIn[this.places[k] as number] = 0;
    for (let word = 0; word < this.#connects.length; word++) this.#connects[word] = 0;
    this.count = 0;
  }

  has(place: number): boolean {
    return this.#isIn[place] === 1;
  }

  /** Adds a flow; the full resources it uses connect. Returns whether one does that did not. */
  add(place: number, uses: FlowUses, full: Int32Array): boolean {
    if (!this.has(place)) {
      this.#isIn[place] = 1;
      this.places[this.count++] = place;
    }
    return addCommon(this.#connects, uses.set, full);
  }

  /** Adds every open flow that is connected with those that are in. */
  grow(flows: FlowTable, full: Int32Array): void {
    for (let again = true; again; ) {
      again = false;
      for (let k = 0; k < flows.openCount; k++) {
        const place = flows.open[k] as number;
        const uses = flows.uses[place] as FlowUses;
        if (!this.has(place) && meet(uses.set, this.#connects)) again = this.add(place, uses, full) || again;
      }
    }
  }

  /**
   * Adds the open flows that use a resource which is full now and which the connected ones use.
   * @param by what these use of each resource [bytes/ns].
   * @returns whether there are any.
   */
  join(flows: FlowTable, full: Int32Array, by: Float64Array): boolean {
    const before = this.count;
    for (let r = 0; r < by.length; r++) {
      const isFull = ((full[r >> 5] as number) & (1 << (r & 31))) !== 0;
      if (isFull && (by[r] as number) > 0) addResource(this.#connects, r);
    }
    this.grow(flows, full);
    return this.count > before;
  }
}
