import { flowsMet, rateAlone } from '../law/bottleneck.js';
import type { Simulator } from '../simulator.js';
import { STAGE } from '../state/slots.js';
import { callerNode } from '../state/threads.js';

/*
 * What a batch costs others. A batch that is slowed by others costs progress at g = holding + blocked threads a ns,
 *
 *   blocked = u ÷ (1 + u ÷ threads) with u = folios·(1 − e^(−h·D)),
 *
 * and the part of its time lost to the slowdown, times g, is charged to the decisions that slow it: flows that share its
 * bottleneck by their rate, workers that share its caller's node, holders of the channels it waits for.
 */

/** Progress a waiting batch loses a ns: the folios behind it, and threads that touch its unmapped ones. */
function urgency(sim: Simulator, slot: number): number {
  const s = sim.slots;
  const hazard = sim.episode.arrivals.touchRate[s.request[slot] ?? 0] ?? 0;
  const blackout = Math.max(0, sim.now - (s.unmapStart[slot] ?? 0));
  const waiters = (s.batch[slot] ?? 0) * -Math.expm1(-hazard * blackout);
  const threads = sim.episode.arrivals.mmCpus[s.request[slot] ?? 0] ?? 1;
  return (s.holding[slot] ?? 0) + waiters / (1 + waiters / threads);
}

/** Charges a flow's slowdown to the flows that meet it where nothing is left; what tenants take is nobody's. */
function blameFlows(sim: Simulator, slot: number, flow: number): void {
  const { flows, solver, rates } = sim;
  const { capacity } = sim.machine.resources;
  const rate = flows.rate[flow] ?? 0;
  if (rate <= 0 || rate > (flows.limit[flow] ?? 0) * (1 - 1e-9)) return;
  const slowed = 1 - rate / rateAlone(flows, flow, capacity);
  if (slowed < 1e-9) return;
  const others = flowsMet(flows, flow, solver.used, capacity, rates.met);
  if (others <= 0) return;
  const own = (flows.rate[2 * slot] ?? 0) + (flows.rate[2 * slot + 1] ?? 0);
  const lost = (slowed * urgency(sim, slot) * rate) / own / others;
  for (let other = 0; other < sim.slots.count; other++) {
    if (other === slot) continue;
    const met = (rates.met[2 * other] ?? 0) + (rates.met[2 * other + 1] ?? 0);
    if (met > 0) rates.externality[other] = (rates.externality[other] ?? 0) + lost * met;
  }
}

function blameWorkers(sim: Simulator, slot: number): void {
  const { cores, rates } = sim;
  const node = callerNode(sim, slot);
  const slowed = 1 - (cores.pace[slot] ?? 1);
  if (slowed <= 0) return;
  const runnable = cores.runnable(node);
  const lost = slowed * urgency(sim, slot);
  for (let other = 0; other < sim.slots.count; other++) {
    const threads = cores.threads[other] ?? 0;
    if (other === slot || threads === 0 || sim.slots.stage[other] !== STAGE.copy || cores.node[other] !== node)
      continue;
    rates.externality[other] = (rates.externality[other] ?? 0) + (lost * threads) / runnable;
  }
}

function blameHolders(sim: Simulator, slot: number): void {
  const lost = urgency(sim, slot);
  for (let other = 0; other < sim.slots.count; other++) {
    const held = Math.max(0, sim.slots.granted[other] ?? 0);
    if (held === 0) continue;
    sim.rates.externality[other] = (sim.rates.externality[other] ?? 0) + (lost * held) / sim.channels.onLine;
  }
}

export function chargeExternality(sim: Simulator): void {
  sim.rates.externality.fill(0);
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const stage = sim.slots.stage[slot];
    if (stage === STAGE.copy) {
      blameFlows(sim, slot, 2 * slot);
      blameFlows(sim, slot, 2 * slot + 1);
    } else if (stage === STAGE.unmap || stage === STAGE.remap) blameWorkers(sim, slot);
    else if (stage === STAGE.channels) blameHolders(sim, slot);
  }
}
