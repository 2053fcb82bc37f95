import { rateMet, ratesMet } from '../law/bottleneck.js';
import type { FlowUses } from '../law/flow-uses.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';

/*
 * What a batch costs others. A batch that is slowed by others costs progress at g = holding + blocked threads a ns,
 *
 *   blocked = u ÷ (1 + u ÷ threads) with u = folios·(1 − e^(−h·D)),
 *
 * and the part of its time lost to the slowdown, times g, is charged to the decisions that slow it: flows that share its
 * bottleneck by their rate, workers that share its caller's node, holders of the channels it waits for.
 *
 * It is charged when the slowed batch is reckoned (accrue.ts), for the time since it was last: nothing that slows it has
 * changed meanwhile. g grows with the blackout D; it is taken in the middle of that time.
 */

/** What the charge for slowing others reads; it adds to the `externality` of batches that run. */
export type Slowdown = Pick<SimState, 'episode' | 'running' | 'cpu' | 'flows' | 'full' | 'channels' | 'now'>;

/** A rate or pace nearer to the full one than this is the full one. */
const NEAR = 1e-9;

/** Progress a waiting batch loses a ns at a time: the folios behind it, and threads that touch its unmapped ones. */
function urgency({ episode }: Slowdown, batch: Batch, time: number): number {
  const { touchRate, mmCpus } = episode.arrivals;
  const hazard = touchRate[batch.request] as number;
  const blackout = Math.max(0, time - batch.unmapStart);
  const waiters = batch.folios * -Math.expm1(-hazard * blackout);
  return batch.holding + waiters / (1 + waiters / (mmCpus[batch.request] as number));
}

/** How much a flow is slowed below what it would get alone, as a part of that; 0 where nothing is. */
function slowdown({ flows }: Slowdown, flow: number): number {
  const rate = flows.rate[flow] as number;
  const limit = flows.limit[flow] as number;
  if (rate <= 0 || rate > limit * (1 - NEAR)) return 0;
  const slowed = 1 - rate / Math.min(limit, (flows.uses[flow] as FlowUses).ceiling);
  return slowed < NEAR ? 0 : slowed;
}

/** Charges a flow's slowdown to the flows that meet it where nothing is left; what tenants take is nobody's. */
function blameFlows(state: Slowdown, batch: Batch, flow: number, dt: number): void {
  const slowed = slowdown(state, flow);
  if (slowed === 0) return;
  const { flows, full, running } = state;
  const others = ratesMet(flows, flow, full);
  if (others <= 0) return;
  const own = (flows.rate[2 * batch.slot] as number) + (flows.rate[2 * batch.slot + 1] as number);
  const cost = slowed * urgency(state, batch, state.now - dt / 2) * dt;
  const lost = (cost * (flows.rate[flow] as number)) / own / others;
  for (const other of running) {
    if (other === batch) continue;
    const { slot } = other;
    const met = rateMet(flows, flow, 2 * slot, full) + rateMet(flows, flow, 2 * slot + 1, full);
    if (met > 0) other.externality += lost * met;
  }
}

/** Charges a caller's slowdown to the threads of copies on its node. */
function blameWorkers(state: Slowdown, batch: Batch, dt: number): void {
  const { cpu, running } = state;
  const slowed = 1 - (cpu.pace[batch.slot] as number);
  if (slowed <= 0) return;
  const node = cpu.node[batch.slot] as number;
  const cost = slowed * urgency(state, batch, state.now - dt / 2) * dt;
  for (const other of running) {
    const { slot } = other;
    if (other === batch || cpu.copies[slot] === 0 || cpu.node[slot] !== node) continue;
    other.externality += (cost * (cpu.threads[slot] as number)) / cpu.runnable(node);
  }
}

function blameHolders(state: Slowdown, batch: Batch, dt: number): void {
  const cost = urgency(state, batch, state.now - dt / 2) * dt;
  for (const other of state.running) {
    if (other.granted > 0) other.externality += (cost * other.granted) / state.channels.onLine;
  }
}

/** Charges what slowed a batch in the last `dt` to the batches that did. */
export function blame(state: Slowdown, batch: Batch, dt: number): void {
  const { slot, stage } = batch;
  if (stage === STAGE.copy) {
    blameFlows(state, batch, 2 * slot, dt);
    blameFlows(state, batch, 2 * slot + 1, dt);
  } else if (stage === STAGE.unmap || stage === STAGE.remap) blameWorkers(state, batch, dt);
  else if (stage === STAGE.channels) blameHolders(state, batch, dt);
}
