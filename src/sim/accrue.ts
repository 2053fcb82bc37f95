import { blame } from './charging/externality.js';
import type { Batch } from './state/batch.js';
import { remaining } from './state/remaining.js';
import type { SimState } from './state/sim-state.js';
import { STAGE } from './state/slots.js';

/*
 * Between two events that touch it a slot works and costs at constant rates, so both are reckoned when something is about
 * to touch it, and not at every event of others. `touch` comes before any change of a slot, of its pace or of its flows.
 */

/** What running down reads. */
export type Rates = Pick<SimState, 'cpu' | 'flows' | 'now'>;

/** What is left of a batch's CPU part now [bytes], which may have been reckoned earlier. */
export function cpuBytesNow({ flows, now }: Pick<Rates, 'flows' | 'now'>, batch: Batch): number {
  if (batch.stage !== STAGE.copy) return batch.cpuBytes;
  return remaining(batch.cpuBytes, flows.rate[2 * batch.slot] as number, now - batch.since, resolution(now));
}

/** The same of its DMA part. */
export function dmaBytesNow({ flows, now }: Pick<Rates, 'flows' | 'now'>, batch: Batch): number {
  if (batch.stage !== STAGE.copy) return batch.dmaBytes;
  return remaining(batch.dmaBytes, flows.rate[2 * batch.slot + 1] as number, now - batch.since, resolution(now));
}

/** What the clock cannot tell from now [ns]: what would be done within it is done, or time would stand still. */
function resolution(now: number): number {
  return 2 * Number.EPSILON * now;
}

/** Time until something ends in a slot that has been reckoned up to now, at today's rates [ns]. */
export function timeLeft({ cpu, flows }: Rates, batch: Batch): number {
  switch (batch.stage) {
    case STAGE.unmap:
    case STAGE.remap:
      return batch.work / (cpu.pace[batch.slot] as number);
    case STAGE.setup:
    case STAGE.notice:
      return batch.latency;
    case STAGE.copy: {
      const { slot, cpuBytes, dmaBytes } = batch;
      // A lost channel took the rest with it.
      if (cpuBytes === 0 && dmaBytes === 0) return 0;
      const byCpu = cpuBytes > 0 ? cpuBytes / (flows.rate[2 * slot] as number) : Number.POSITIVE_INFINITY;
      const byDma = dmaBytes > 0 ? dmaBytes / (flows.rate[2 * slot + 1] as number) : Number.POSITIVE_INFINITY;
      return Math.min(byCpu, byDma);
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** What the time since it was last reckoned leaves of a slot's stage. */
function work({ cpu, flows, now }: Rates, batch: Batch, dt: number): void {
  const { slot, stage } = batch;
  if (stage === STAGE.unmap || stage === STAGE.remap) {
    batch.work = remaining(batch.work, cpu.pace[slot] as number, dt, resolution(now));
  } else if (stage === STAGE.setup || stage === STAGE.notice) {
    batch.latency = remaining(batch.latency, 1, dt, resolution(now));
  } else if (stage === STAGE.copy) {
    batch.cpuBytes = remaining(batch.cpuBytes, flows.rate[2 * slot] as number, dt, resolution(now));
    batch.dmaBytes = remaining(batch.dmaBytes, flows.rate[2 * slot + 1] as number, dt, resolution(now));
  }
}

/** Reckons a slot's work and costs up to now, at the rates that were solved last. */
export function accrue(state: SimState, batch: Batch): void {
  const { costs, settled, now, flows } = state;
  const { slot } = batch;
  const dt = now - batch.since;
  if (dt > 0 && batch.stage !== STAGE.idle) {
    const moving = (flows.rate[2 * slot] as number) + (flows.rate[2 * slot + 1] as number);
    blame(state, batch, dt);
    batch.delay += batch.holding * dt;
    batch.cpu += (costs.cpu[slot] as number) * dt;
    batch.bandwidth += moving * (state.tenantsLost - batch.lossSeen);
    batch.fairness += (costs.fairness[slot] as number) * dt;
    settled.cpuNs += (costs.cpuUse[slot] as number) * dt;
    if (batch.granted > 0) settled.dmaNs += batch.granted * dt;
    work(state, batch, dt);
  }
  batch.since = now;
  batch.lossSeen = state.tenantsLost;
}

/** Says that something is about to happen to a slot: it is reckoned up to now, and its rates are solved again. */
export function touch(state: SimState, batch: Batch): void {
  if (batch.isTouched) return;
  accrue(state, batch);
  batch.isTouched = true;
  state.touched.push(batch);
}

/** Touches every batch that waits for channels: what they are blamed on is about to change. */
export function touchWaiting(state: SimState): void {
  if (state.channels.free > 0) return;
  for (const batch of state.running) if (batch.stage === STAGE.channels) touch(state, batch);
}
