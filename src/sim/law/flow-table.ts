import { APART, type ColumnSource } from '../state/columns.js';
import type { FlowUses } from './flow-uses.js';

const NOTHING: FlowUses = {
  resources: new Int32Array(0),
  weights: new Float64Array(0),
  set: new Int32Array(0),
  ceiling: Number.POSITIVE_INFINITY,
};

/**
 * Flows that share resources. Struct of arrays with a fixed number of places; a place with weight or limit 0 holds no
 * flow. Rates are what a solver gives.
 */
export class FlowTable {
  readonly places: number;
  /** Share of a resource a flow may claim, relative to others: workers, channels or threads behind it. */
  readonly weight: Float64Array;
  /** The most a flow can take if nothing is shared [bytes/ns]. */
  readonly limit: Float64Array;
  /** What the flow gets [bytes/ns]. */
  readonly rate: Float64Array;
  /** What each flow uses for a byte that it moves. [places] */
  readonly uses: FlowUses[];
  /** The places that hold a flow, in the order in which they were opened; only the first `openCount` hold. [places] */
  readonly open: Int32Array;
  /** Where each place stands among them, plus one; 0 where it holds none. [places] */
  readonly #standing: Int32Array;
  openCount = 0;

  constructor(places: number, source: ColumnSource = APART) {
    this.places = places;
    this.weight = source.float(places);
    this.limit = source.float(places);
    this.rate = source.float(places);
    this.uses = new Array<FlowUses>(places).fill(NOTHING);
    this.open = source.integer(places);
    this.#standing = source.integer(places);
  }

  /** Sets what a place claims; nothing with weight or limit 0. */
  demand(place: number, weight: number, limit: number, uses: FlowUses = this.uses[place] as FlowUses): void {
    this.weight[place] = weight;
    this.limit[place] = limit;
    this.uses[place] = uses;
    const claims = weight > 0 && limit > 0;
    if (claims === this.isOpen(place)) return;
    if (claims) this.#enter(place);
    else this.#leave(place);
  }

  isOpen(place: number): boolean {
    return (this.#standing[place] as number) > 0;
  }

  #enter(place: number): void {
    this.open[this.openCount++] = place;
    this.#standing[place] = this.openCount;
  }

  /** The last one takes its standing. */
  #leave(place: number): void {
    const standing = this.#standing[place] as number;
    const last = this.open[--this.openCount] as number;
    this.open[standing - 1] = last;
    this.#standing[last] = standing;
    this.#standing[place] = 0;
  }

  /** Copies what is not in columns. */
  copyFrom(other: FlowTable): void {
    for (let place = 0; place < this.places; place++) this.uses[place] = other.uses[place] as FlowUses;
    this.openCount = other.openCount;
  }
}
