import type { CopyPlan } from '../../migration/vocabulary.js';
import type { Arrivals } from '../../workload/episode.js';
import type { Batch } from './batch.js';
import { STAGE } from './slots.js';

/*
 * Which threads a slot runs, and where: the caller in its own stages and while it polls, the workers while they copy. A
 * caller that waits for workers or for an interrupt sleeps.
 */

export function callerNode(arrivals: Arrivals, batch: Batch): number {
  return arrivals.callerNode[batch.request] as number;
}

/** The node whose CPUs copy by `plan`. */
export function workerNode(arrivals: Arrivals, batch: Batch, plan: CopyPlan): number {
  if (plan.migrator === 'kernel') return callerNode(arrivals, batch);
  return (plan.side === 'pull' ? arrivals.target : arrivals.source)[batch.request] as number;
}

/** Whether CPUs copy bytes of the slot's batch now. */
export function copiesByCpu(batch: Batch): boolean {
  return batch.stage === STAGE.copy && batch.cpuBytes > 0;
}

/** Whether the slot's threads are copy workers rather than the caller itself. */
export function runsHelpers(batch: Batch): boolean {
  return copiesByCpu(batch) && batch.plan?.migrator !== 'kernel';
}

/** @param polls whether who waits for the DMA device polls it. */
export function threadsOf(batch: Batch, polls: boolean): number {
  const stage = batch.stage;
  if (stage === STAGE.unmap || stage === STAGE.setup || stage === STAGE.remap) return 1;
  if (stage !== STAGE.copy && stage !== STAGE.notice) return 0;
  if (batch.cpuBytes > 0) return batch.plan?.workers ?? 0;
  return polls && (batch.dmaBytes > 0 || stage === STAGE.notice) ? 1 : 0;
}

export function threadNode(arrivals: Arrivals, batch: Batch): number {
  const { plan } = batch;
  return plan && copiesByCpu(batch) ? workerNode(arrivals, batch, plan) : callerNode(arrivals, batch);
}
