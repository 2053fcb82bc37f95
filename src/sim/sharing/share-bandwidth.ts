import { touch } from '../accrue.js';
import { ConnectedFlows } from '../law/connected-flows.js';
import type { FlowTable } from '../law/flow-table.js';
import type { FlowUses } from '../law/flow-uses.js';
import { addUse, fits, ProgressiveFilling } from '../law/max-min.js';
import { findFull, isEmpty } from '../law/resource-set.js';
import type { SimState } from '../state/sim-state.js';
import { FLOWS_PER_NODE } from '../state/tenants.js';
import { FlowChanges } from './flow-changes.js';

/*
 * Memory between two events. Copies and tenants share it max–min fairly (law/max-min.ts). Only flows that are connected
 * with a change are solved again (law/connected-flows.ts); where nothing is full before and after, that is the change
 * itself. Tenants of a node whose flows get less than they would without migration lose
 *
 *   threads · memoryBound · (what they would get − what they get) ÷ demand,
 *
 * borne by the copies in proportion to the bytes they move.
 */
export class MemorySharing {
  readonly #changes: FlowChanges;
  readonly #connected: ConnectedFlows;
  readonly #filling: ProgressiveFilling;
  /** What flows that are not connected use of each resource, and leave of it [bytes/ns]. */
  readonly #outside: Float64Array;
  readonly #left: Float64Array;
  /** Rates of the connected flows before they are known to stay, and which of them are open. [places] */
  readonly #rate: Float64Array;
  readonly #open: Int32Array;

  constructor({ machine, flows }: Pick<SimState, 'machine' | 'flows'>) {
    const { capacity } = machine.resources;
    this.#changes = new FlowChanges(flows.places);
    this.#connected = new ConnectedFlows(capacity.length, flows.places);
    this.#filling = new ProgressiveFilling(capacity.length, flows.places);
    this.#outside = new Float64Array(capacity.length);
    this.#left = new Float64Array(capacity.length);
    this.#rate = new Float64Array(flows.places);
    this.#open = new Int32Array(flows.places);
  }

  /**
   * Sets the rates of the flows that what happened may change, and touches their batches before.
   * @param isDirty nodes whose tenants' flows may have changed.
   * @returns whether anything changed.
   */
  solve(state: SimState, isDirty: Uint8Array): boolean {
    const changes = this.#changes;
    const { capacity } = state.machine.resources;
    changes.find(state, isDirty);
    if (changes.count === 0) return false;
    const { used, full } = state;
    if (isEmpty(full)) {
      for (let k = 0; k < changes.count; k++) letFlow(state, changes, k);
      // What is used beyond its capacity connects; nobody was held back before, so nobody is blamed for it.
      findFull(used, capacity, full);
      if (fits(used, capacity)) return true;
    }
    this.#solveConnected(state);
    return true;
  }

  #solveConnected(state: SimState): void {
    const { flows, full } = state;
    const connected = this.#connected;
    const changes = this.#changes;
    connected.clear();
    for (let k = 0; k < changes.count; k++) {
      const place = changes.places[k] as number;
      connected.add(place, flows.uses[place] as FlowUses, full);
      connected.add(place, changes.uses[k] as FlowUses, full);
    }
    connected.grow(flows, full);
    this.#touchConnected(state, 0);
    for (let k = 0; k < changes.count; k++) changes.apply(flows, k);
    for (let from = connected.count; this.#fillConnected(state); from = connected.count) {
      this.#touchConnected(state, from);
    }
    this.#commit(state);
  }

  /** Touches the batches of connected flows from the `from`th on. */
  #touchConnected(state: SimState, from: number): void {
    const { places, count } = this.#connected;
    for (let k = from; k < count; k++) {
      const place = places[k] as number;
      if (place < state.tenantPlace) touch(state, state.batches[place >> 1] as SimState['batches'][number]);
    }
  }

  /** Solves the connected flows among themselves; returns whether they fill what others use, who then are connected. */
  #fillConnected({ flows, machine, used, full }: SimState): boolean {
    const { capacity } = machine.resources;
    const connected = this.#connected;
    const outside = this.#outside;
    for (let r = 0; r < outside.length; r++) outside[r] = 0;
    for (let k = 0; k < flows.openCount; k++) {
      const place = flows.open[k] as number;
      if (!connected.has(place)) addUse(flows.uses[place] as FlowUses, flows.rate[place] as number, outside);
    }
    for (let r = 0; r < capacity.length; r++) {
      this.#left[r] = Math.max(0, (capacity[r] as number) - (outside[r] as number));
    }
    const open = this.#listOpen(flows);
    this.#filling.fill(flows, this.#open, open, this.#left, this.#rate);
    for (let r = 0; r < used.length; r++) used[r] = (outside[r] as number) + (this.#filling.used[r] as number);
    findFull(used, capacity, full);
    return connected.join(flows, full, this.#filling.used);
  }

  /** Lists the connected flows that are open; the others get nothing. */
  #listOpen(flows: FlowTable): number {
    const { places, count } = this.#connected;
    let open = 0;
    for (let k = 0; k < count; k++) {
      const place = places[k] as number;
      this.#rate[place] = 0;
      if (flows.isOpen(place)) this.#open[open++] = place;
    }
    return open;
  }

  #commit({ flows }: SimState): void {
    const { places, count } = this.#connected;
    for (let k = 0; k < count; k++) {
      const place = places[k] as number;
      flows.rate[place] = this.#rate[place] as number;
    }
  }
}

/** Makes a change where nothing is full: the flow gets its limit. */
function letFlow({ flows, used }: SimState, changes: FlowChanges, k: number): void {
  const place = changes.places[k] as number;
  addUse(flows.uses[place] as FlowUses, -(flows.rate[place] as number), used);
  changes.apply(flows, k);
  const rate = flows.isOpen(place) ? (flows.limit[place] as number) : 0;
  flows.rate[place] = rate;
  addUse(flows.uses[place] as FlowUses, rate, used);
}

/** What the tenants of a node lose to migration's traffic [core-ns/ns]. */
function lossOf({ tenants, tenantPlace, options, flows }: SimState, node: number): number {
  let lost = 0;
  for (let index = node * FLOWS_PER_NODE; index < (node + 1) * FLOWS_PER_NODE; index++) {
    const demand = tenants.demand[index] as number;
    if (demand <= 0) continue;
    const place = tenantPlace + index;
    const wanted = Math.min(tenants.baseline[index] as number, flows.limit[place] as number);
    const missing = Math.max(0, wanted - (flows.rate[place] as number));
    lost += ((tenants.threads[node] as number) * options.memoryBound * missing) / demand;
  }
  return lost;
}

/** Sets what the tenants lose, by node and for each byte that migration moves. */
export function chargeTenantLoss(state: SimState): void {
  const { machine, costs, flows, tenantPlace } = state;
  let lost = 0;
  for (let node = 0; node < machine.nodes; node++) {
    const own = lossOf(state, node);
    costs.tenantLoss[node] = own;
    lost += own;
  }
  let moving = 0;
  for (let k = 0; k < flows.openCount; k++) {
    const place = flows.open[k] as number;
    if (place < tenantPlace) moving += flows.rate[place] as number;
  }
  state.lostPerByte = moving > 0 ? lost / moving : 0;
}
