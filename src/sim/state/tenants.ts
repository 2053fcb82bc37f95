import { mostUses } from '../../migration/copy-traffic.js';
import { FlowTable } from '../law/flow-table.js';
import { MaxMinSolver } from '../law/max-min.js';
import { progressAlone } from '../law/smt.js';
import type { Machine } from '../machine.js';

/** Flows each node's tenants have: to their own memory and to the next node's. */
export const FLOWS_PER_NODE = 2;

/**
 * The tenants' load as it stands: threads on each node and the traffic they would make. `baseline` is what their flows
 * get with no migration at all, so that only what migration takes is charged to it.
 */
export class Tenants {
  readonly threads: Float64Array;
  /** Undisturbed demand of each flow [bytes/ns]. [nodes × FLOWS_PER_NODE] */
  readonly demand: Float64Array;
  readonly baseline: Float64Array;
  readonly #machine: Machine;
  readonly #alone: FlowTable;
  readonly #solver: MaxMinSolver;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.threads = new Float64Array(machine.nodes);
    this.demand = new Float64Array(machine.nodes * FLOWS_PER_NODE);
    this.baseline = new Float64Array(machine.nodes * FLOWS_PER_NODE);
    this.#alone = new FlowTable(machine.nodes * FLOWS_PER_NODE, mostUses(machine.nodes));
    this.#solver = new MaxMinSolver(machine.resources.capacity, this.#alone.places);
  }

  change(node: number, threads: number, localDemand: number, remoteDemand: number): void {
    this.threads[node] = threads;
    this.demand[node * FLOWS_PER_NODE] = localDemand;
    this.demand[node * FLOWS_PER_NODE + 1] = remoteDemand;
    this.openFlows(this.#alone, 0);
    for (let one = 0; one < this.#machine.nodes; one++) this.limitFlows(this.#alone, 0, one, this.#paceAlone(one));
    this.#solver.solve(this.#alone);
    this.baseline.set(this.#alone.rate);
  }

  /** Puts the tenants' flows into a table from `place` on. */
  openFlows(flows: FlowTable, place: number): void {
    for (let node = 0; node < this.#machine.nodes; node++) {
      const weight = Math.max(1, this.threads[node] ?? 0);
      const local = place + node * FLOWS_PER_NODE;
      flows.open(local, weight, 0, this.#machine.localTenantTraffic[node] ?? []);
      flows.open(local + 1, weight, 0, this.#machine.remoteTenantTraffic[node] ?? []);
    }
  }

  /** Tenants that make only a part of their progress, `pace`, make only that part of their traffic. */
  limitFlows(flows: FlowTable, place: number, node: number, pace: number): void {
    for (let flow = 0; flow < FLOWS_PER_NODE; flow++) {
      const index = node * FLOWS_PER_NODE + flow;
      flows.demand(place + index, flows.weight[place + index] ?? 0, (this.demand[index] ?? 0) * pace);
    }
  }

  /** Progress of a tenant thread with no migration at all [ns/ns]. */
  #paceAlone(node: number): number {
    const threads = this.threads[node] ?? 0;
    const siblings = this.#machine.siblings[node];
    if (siblings && threads > 0) return progressAlone(siblings, threads) / threads;
    return threads > 0 ? Math.min(1, (this.#machine.cores[node] ?? 0) / threads) : 1;
  }

  copyFrom(other: Tenants): void {
    this.threads.set(other.threads);
    this.demand.set(other.demand);
    this.baseline.set(other.baseline);
  }
}
