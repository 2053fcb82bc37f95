import { APART, type ColumnSource } from '../state/columns.js';
import type { FlowUses } from './flow-uses.js';

const NOTHING: FlowUses = {
  resources: new Int32Array(0),
  weights: new Float64Array(0),
  set: new Int32Array(0),
  ceiling: Number.POSITIVE_INFINITY,
};

/**
 * Flows that share resources. Struct of arrays with a fixed number of places; a place with weight 0 holds no flow.
 * Rates are what `MaxMinSolver` gives.
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
  /** Whether anything but the rates has changed since the rates were solved. */
  changed = true;

  constructor(places: number, source: ColumnSource = APART) {
    this.places = places;
    this.weight = source.float(places);
    this.limit = source.float(places);
    this.rate = source.float(places);
    this.uses = new Array<FlowUses>(places).fill(NOTHING);
  }

  open(place: number, weight: number, limit: number, uses: FlowUses): void {
    this.demand(place, weight, limit);
    if (this.uses[place] === uses) return;
    this.uses[place] = uses;
    this.changed = true;
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

  /** Copies what is not in columns. */
  copyFrom(other: FlowTable): void {
    for (let place = 0; place < this.places; place++) this.uses[place] = other.uses[place] as FlowUses;
    this.changed = other.changed;
  }
}
