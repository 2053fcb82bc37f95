import { FlowTable } from '../law/flow-table.js';
import type { FlowUses } from '../law/flow-uses.js';
import { ProgressiveFilling } from '../law/max-min.js';
import { progressAlone } from '../law/smt.js';
import type { Machine } from '../machine.js';
import { FLOWS_PER_NODE, type Tenants } from '../state/tenants.js';

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
  readonly #filling: ProgressiveFilling;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#flows = new FlowTable(machine.nodes * FLOWS_PER_NODE);
    this.#filling = new ProgressiveFilling(machine.resources.capacity.length, this.#flows.places);
  }

  /** Sets the tenants' baseline. */
  solve(tenants: Tenants): void {
    const flows = this.#flows;
    for (let node = 0; node < this.#machine.nodes; node++) this.#demand(tenants, node);
    tenants.baseline.fill(0);
    const { capacity } = this.#machine.resources;
    this.#filling.fill(flows, flows.open, flows.openCount, capacity, tenants.baseline);
  }

  #demand(tenants: Tenants, node: number): void {
    const weight = Math.max(1, tenants.threads[node] as number);
    const pace = paceAlone(this.#machine, tenants, node);
    const uses = this.#machine.tenantUses[node] as Machine['tenantUses'][number];
    for (let flow = 0; flow < FLOWS_PER_NODE; flow++) {
      const place = node * FLOWS_PER_NODE + flow;
      this.#flows.demand(place, weight, (tenants.demand[place] as number) * pace, uses[flow] as FlowUses);
    }
  }
}
