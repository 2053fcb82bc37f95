import type { Bottleneck } from '../law/bottleneck.js';
import type { FlowUses } from '../law/flow-uses.js';
import type { Batch } from '../state/batch.js';
import type { CostRates } from '../state/cost-rates.js';
import type { SimState } from '../state/sim-state.js';
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

/** What the charge for slowing others reads. */
export type Slowdown = Pick<SimState, 'episode' | 'running' | 'cpu' | 'flows' | 'solver' | 'channels' | 'now'>;

/** A rate or pace nearer to the full one than this is the full one. */
const NEAR = 1e-9;

/** Progress a waiting batch loses a ns: the folios behind it, and threads that touch its unmapped ones. */
function urgency({ episode, now }: Slowdown, batch: Batch): number {
  const { touchRate, mmCpus } = episode.arrivals;
  const hazard = touchRate[batch.request] as number;
  const blackout = Math.max(0, now - batch.unmapStart);
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
function blameFlows(state: Slowdown, batch: Batch, flow: number, bottleneck: Bottleneck, costs: CostRates): void {
  const slowed = slowdown(state, flow);
  if (slowed === 0) return;
  const { flows, solver, running } = state;
  const others = bottleneck.ask(flows, flow, solver.used);
  if (others <= 0) return;
  const own = (flows.rate[2 * batch.slot] as number) + (flows.rate[2 * batch.slot + 1] as number);
  const lost = (slowed * urgency(state, batch) * (flows.rate[flow] as number)) / own / others;
  const { met } = bottleneck;
  for (const { slot } of running) {
    if (slot === batch.slot) continue;
    const meets = (met[2 * slot] as number) + (met[2 * slot + 1] as number);
    if (meets > 0) costs.externality[slot] = (costs.externality[slot] as number) + lost * meets;
  }
}

function blameWorkers(state: Slowdown, batch: Batch, costs: CostRates): void {
  const { cpu, episode, running } = state;
  const slowed = 1 - (cpu.pace[batch.slot] as number);
  if (slowed <= 0) return;
  const node = callerNode(episode.arrivals, batch);
  const lost = slowed * urgency(state, batch);
  for (const other of running) {
    const { slot } = other;
    const threads = cpu.threads[slot] as number;
    if (other === batch || threads === 0 || other.stage !== STAGE.copy || cpu.node[slot] !== node) continue;
    costs.externality[slot] = (costs.externality[slot] as number) + (lost * threads) / cpu.runnable(node);
  }
}

function blameHolders(state: Slowdown, batch: Batch, costs: CostRates): void {
  const { channels, running } = state;
  const lost = urgency(state, batch);
  for (const { slot, granted } of running) {
    if (granted <= 0) continue;
    costs.externality[slot] = (costs.externality[slot] as number) + (lost * granted) / channels.onLine;
  }
}

/** Sets `externality` of the slots that run. */
export function chargeExternality(state: Slowdown, bottleneck: Bottleneck, costs: CostRates): void {
  for (const { slot } of state.running) costs.externality[slot] = 0;
  for (const batch of state.running) {
    const { slot, stage } = batch;
    if (stage === STAGE.copy) {
      blameFlows(state, batch, 2 * slot, bottleneck, costs);
      blameFlows(state, batch, 2 * slot + 1, bottleneck, costs);
    } else if (stage === STAGE.unmap || stage === STAGE.remap) blameWorkers(state, batch, costs);
    else if (stage === STAGE.channels) blameHolders(state, batch, costs);
  }
}
