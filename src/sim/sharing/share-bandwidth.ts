import type { Simulator } from '../simulator.js';
import { STAGE } from '../state/slots.js';
import { FLOWS_PER_NODE } from '../state/tenants.js';

/*
 * Memory between two events. Copies and tenants share it max–min fairly (max-min.ts). Tenants of a node whose flows get
 * less than they would without migration lose
 *
 *   threads · memoryBound · (what they would get − what they get) ÷ demand,
 *
 * borne by the copies in proportion to the bytes they move.
 */

function openCopies(sim: Simulator, slot: number): void {
  const { flows, slots, cores } = sim;
  const plan = slots.stage[slot] === STAGE.copy ? sim.plans[slot] : undefined;
  if (plan && (slots.cpuBytes[slot] ?? 0) > 0) {
    const traffic = sim.route(slot).cpu[plan.side][plan.stores];
    const pace = Math.min(1, (cores.pace[slot] ?? 1) * (slots.cpuHeadroom[slot] ?? 1));
    flows.open(2 * slot, plan.workers, (slots.cpuRate[slot] ?? 0) * pace, traffic);
  } else flows.close(2 * slot);
  if (plan && (slots.dmaBytes[slot] ?? 0) > 0) {
    const own = sim.channels.rateOf(slot, slots.channelRate[slot] ?? 0) * (slots.dmaFactor[slot] ?? 1);
    flows.open(2 * slot + 1, Math.max(1, slots.granted[slot] ?? 1), own, sim.route(slot).dma);
  } else flows.close(2 * slot + 1);
}

/** What the tenants of a node lose to migration's traffic [core-ns/ns]. */
function tenantLoss(sim: Simulator, node: number): number {
  const { flows, tenants } = sim;
  let lost = 0;
  for (let flow = 0; flow < FLOWS_PER_NODE; flow++) {
    const index = node * FLOWS_PER_NODE + flow;
    const demand = tenants.demand[index] ?? 0;
    if (demand <= 0) continue;
    const place = sim.tenantPlace + index;
    const wanted = Math.min(tenants.baseline[index] ?? 0, flows.limit[place] ?? 0);
    const missing = Math.max(0, wanted - (flows.rate[place] ?? 0));
    lost += ((tenants.threads[node] ?? 0) * sim.options.memoryBound * missing) / demand;
  }
  return lost;
}

function chargeBandwidth(sim: Simulator): void {
  const { flows, rates } = sim;
  let lost = 0;
  for (let node = 0; node < sim.machine.nodes; node++) {
    rates.tenantLoss[node] = tenantLoss(sim, node);
    lost += rates.tenantLoss[node] ?? 0;
  }
  let moving = 0;
  for (let place = 0; place < sim.tenantPlace; place++) moving += flows.rate[place] ?? 0;
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const own = (flows.rate[2 * slot] ?? 0) + (flows.rate[2 * slot + 1] ?? 0);
    rates.bandwidth[slot] = moving > 0 ? (lost * own) / moving : 0;
  }
}

/** Solves the flows anew where anything but their rates has changed. */
export function shareBandwidth(sim: Simulator): void {
  const { flows, cores } = sim;
  for (let slot = 0; slot < sim.slots.count; slot++) openCopies(sim, slot);
  for (let node = 0; node < sim.machine.nodes; node++) {
    sim.tenants.limitFlows(flows, sim.tenantPlace, node, cores.tenantPace[node] ?? 1);
  }
  if (!flows.changed) return;
  sim.solver.solve(flows);
  flows.changed = false;
  chargeBandwidth(sim);
}
