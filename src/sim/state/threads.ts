import type { CopyPlan } from '../../migration/vocabulary.js';
import type { Simulator } from '../simulator.js';
import { STAGE } from './slots.js';

/*
 * Which threads a slot runs, and where: the caller in its own stages and while it polls, the workers while they copy. A
 * caller that waits for workers or for an interrupt sleeps.
 */

export function callerNode(sim: Simulator, slot: number): number {
  return sim.episode.arrivals.callerNode[sim.slots.request[slot] ?? 0] ?? 0;
}

/** The node whose CPUs copy by `plan`. */
export function workerNode(sim: Simulator, slot: number, plan: CopyPlan): number {
  if (plan.migrator === 'kernel') return callerNode(sim, slot);
  const { route } = sim.route(slot);
  return plan.side === 'pull' ? route.target : route.source;
}

/** Whether CPUs copy bytes of the slot's batch now. */
export function copiesByCpu(sim: Simulator, slot: number): boolean {
  return sim.slots.stage[slot] === STAGE.copy && (sim.slots.cpuBytes[slot] ?? 0) > 0;
}

/** Whether the slot's threads are copy workers rather than the caller itself. */
export function runsHelpers(sim: Simulator, slot: number): boolean {
  return copiesByCpu(sim, slot) && sim.plans[slot]?.migrator !== 'kernel';
}

export function threadsOf(sim: Simulator, slot: number): number {
  const s = sim.slots;
  const stage = s.stage[slot];
  if (stage === STAGE.unmap || stage === STAGE.setup || stage === STAGE.remap) return 1;
  if (stage !== STAGE.copy && stage !== STAGE.notice) return 0;
  if ((s.cpuBytes[slot] ?? 0) > 0) return sim.plans[slot]?.workers ?? 0;
  const waits = (s.dmaBytes[slot] ?? 0) > 0 || stage === STAGE.notice;
  return waits && sim.machine.device?.completion === 'polling' ? 1 : 0;
}

export function threadNode(sim: Simulator, slot: number): number {
  const plan = sim.plans[slot];
  return plan && copiesByCpu(sim, slot) ? workerNode(sim, slot, plan) : callerNode(sim, slot);
}
