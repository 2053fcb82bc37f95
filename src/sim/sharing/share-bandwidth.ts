import type { FlowTable } from '../law/flow-table.js';
import type { Batch } from '../state/batch.js';
import type { CostRates } from '../state/cost-rates.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
import { FLOWS_PER_NODE } from '../state/tenants.js';
import { limitTenantFlows } from './tenant-flows.js';

/*
 * Memory between two events. Copies and tenants share it max–min fairly (law/max-min.ts). Tenants of a node whose flows
 * get less than they would without migration lose
 *
 *   threads · memoryBound · (what they would get − what they get) ÷ demand,
 *
 * borne by the copies in proportion to the bytes they move.
 */

/** What the sharing of memory reads. */
export type MemoryDemand = Pick<
  SimState,
  'machine' | 'options' | 'running' | 'cpu' | 'channels' | 'tenants' | 'tenantPlace' | 'solver'
>;

/** Opens the flows of a batch that is being copied, closes those of one that is not. */
function openCopies({ cpu, channels }: MemoryDemand, batch: Batch, flows: FlowTable): void {
  const { slot, plan, way } = batch;
  const copies = plan && way && batch.stage === STAGE.copy;
  if (copies && batch.cpuBytes > 0) {
    const pace = Math.min(1, (cpu.pace[slot] as number) * batch.cpuHeadroom);
    flows.open(2 * slot, plan.workers, batch.cpuRate * pace, way.cpu[plan.side][plan.stores]);
  } else flows.close(2 * slot);
  if (copies && batch.dmaBytes > 0) {
    const own = channels.rateOf(slot, batch.channelRate) * batch.dmaFactor;
    flows.open(2 * slot + 1, Math.max(1, batch.granted), own, way.dma);
  } else flows.close(2 * slot + 1);
}

/** What the tenants of a node lose to migration's traffic [core-ns/ns]. */
function tenantLoss({ tenants, tenantPlace, options }: MemoryDemand, flows: FlowTable, node: number): number {
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

function chargeBandwidth(demand: MemoryDemand, flows: FlowTable, costs: CostRates): void {
  let lost = 0;
  for (let node = 0; node < demand.machine.nodes; node++) {
    const own = tenantLoss(demand, flows, node);
    costs.tenantLoss[node] = own;
    lost += own;
  }
  const { rate } = flows;
  let moving = 0;
  for (const { slot } of demand.running) {
    moving += rate[2 * slot] as number;
    moving += rate[2 * slot + 1] as number;
  }
  for (const { slot } of demand.running) {
    const own = (rate[2 * slot] as number) + (rate[2 * slot + 1] as number);
    costs.bandwidth[slot] = moving > 0 ? (lost * own) / moving : 0;
  }
}

/** Solves the flows, and what they cost tenants, where anything but their rates has changed. */
export function shareBandwidth(demand: MemoryDemand, flows: FlowTable, costs: CostRates): void {
  const { machine, running, cpu, tenants, tenantPlace, solver } = demand;
  for (const batch of running) openCopies(demand, batch, flows);
  for (let node = 0; node < machine.nodes; node++) {
    limitTenantFlows(tenants, flows, tenantPlace, node, cpu.tenantPace[node] as number);
  }
  if (!flows.changed) return;
  solver.solve(flows);
  flows.changed = false;
  chargeBandwidth(demand, flows, costs);
}
