import { FlowTable } from '../law/flow-table.js';
import { MaxMinSolver } from '../law/max-min.js';
import { progressAlone } from '../law/smt.js';
import type { Machine } from '../machine.js';
import { FLOWS_PER_NODE, type Tenants } from '../state/tenants.js';

/** Puts the tenants' flows into a table from `place` on, before they are limited. */
export function openTenantFlows(machine: Machine, tenants: Tenants, flows: FlowTable, place: number): void {
  for (let node = 0; node < machine.nodes; node++) {
    const weight = Math.max(1, tenants.threads[node] as number);
    const [local, remote] = machine.tenantUses[node] as Machine['tenantUses'][number];
    flows.open(place + node * FLOWS_PER_NODE, weight, 0, local);
    flows.open(place + node * FLOWS_PER_NODE + 1, weight, 0, remote);
  }
}

/** Tenants of a node that make only a part of their progress, `pace`, make only that part of their traffic. */
export function limitTenantFlows(tenants: Tenants, flows: FlowTable, place: number, node: number, pace: number): void {
  for (let index = node * FLOWS_PER_NODE; index < (node + 1) * FLOWS_PER_NODE; index++) {
    flows.demand(place + index, flows.weight[place + index] as number, (tenants.demand[index] as number) * pace);
  }
}

/** Progress of a tenant thread with no migration at all [ns/ns]. */
function paceAlone(machine: Machine, tenants: Tenants, node: number): number {
  const threads = tenants.threads[node] as number;
  const siblings = machine.siblings[node];
  if (siblings && threads > 0) return progressAlone(siblings, threads) / threads;
  return threads > 0 ? Math.min(1, (machine.cores[node] as number) / threads) : 1;
}

/** What tenants' flows get with no migration at all. */
export class TenantsAlone {
  readonly #machine: Machine;
  readonly #flows: FlowTable;
  readonly #solver: MaxMinSolver;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#flows = new FlowTable(machine.nodes * FLOWS_PER_NODE);
    this.#solver = new MaxMinSolver(machine.resources.capacity, this.#flows.places);
  }

  /** Sets the tenants' baseline. */
  solve(tenants: Tenants): void {
    openTenantFlows(this.#machine, tenants, this.#flows, 0);
    for (let node = 0; node < this.#machine.nodes; node++) {
      limitTenantFlows(tenants, this.#flows, 0, node, paceAlone(this.#machine, tenants, node));
    }
    this.#solver.solve(this.#flows);
    tenants.baseline.set(this.#flows.rate);
  }
}
