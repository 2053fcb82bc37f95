import { mostUses, type Traffic } from '../../migration/copy-traffic.js';

/** The most resources one flow touches between two nodes. */
const TWO_NODES = mostUses(2);

/**
 * Flows that share resources. Struct of arrays with a fixed number of places; a place with weight 0 holds no flow.
 * Rates are what `solveMaxMin` gives.
 */
export class FlowTable {
  readonly places: number;
  /** Share of a resource a flow may claim, relative to others: workers, channels or threads behind it. */
  readonly weight: Float64Array;
  /** The most a flow can take if nothing is shared [bytes/ns]. */
  readonly limit: Float64Array;
  /** What the flow gets [bytes/ns]. */
  readonly rate: Float64Array;
  /** Uses of each flow: resource and bytes of it per byte moved. [places × uses] */
  readonly useCount: Int32Array;
  readonly useResource: Int32Array;
  readonly useWeight: Float64Array;

  /** Whether anything but the rates has changed since the rates were solved. */
  changed = true;
  readonly #uses: number;
  readonly #traffic: (Traffic | undefined)[] = [];

  /** @param uses the most resources one flow uses (migration/copy-traffic.ts). */
  constructor(places: number, uses = TWO_NODES) {
    this.places = places;
    this.#uses = uses;
    this.weight = new Float64Array(places);
    this.limit = new Float64Array(places);
    this.rate = new Float64Array(places);
    this.useCount = new Int32Array(places);
    this.useResource = new Int32Array(places * uses);
    this.useWeight = new Float64Array(places * uses);
  }

  /** First entry of a place's uses. */
  usesFrom(place: number): number {
    return place * this.#uses;
  }

  open(place: number, weight: number, limit: number, traffic: Traffic): void {
    this.demand(place, weight, limit);
    if (this.#traffic[place] === traffic) return;
    this.#traffic[place] = traffic;
    this.changed = true;
    this.useCount[place] = traffic.length;
    const from = this.usesFrom(place);
    for (let use = 0; use < traffic.length; use++) {
      const [resource, share] = traffic[use] as Traffic[number];
      this.useResource[from + use] = resource;
      this.useWeight[from + use] = share;
    }
  }

  /** Sets what a place claims. */
  demand(place: number, weight: number, limit: number): void {
    if (this.weight[place] === weight && this.limit[place] === limit) return;
    this.weight[place] = weight;
    this.limit[place] = limit;
    this.changed = true;
  }

  close(place: number): void {
    this.demand(place, 0, 0);
    this.rate[place] = 0;
  }

  copyFrom(other: FlowTable): void {
    this.weight.set(other.weight);
    this.limit.set(other.limit);
    this.rate.set(other.rate);
    this.useCount.set(other.useCount);
    this.useResource.set(other.useResource);
    this.useWeight.set(other.useWeight);
    for (let place = 0; place < this.places; place++) this.#traffic[place] = other.#traffic[place];
    this.changed = other.changed;
  }
}
