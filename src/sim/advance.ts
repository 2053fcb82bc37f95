import type { Batch } from './state/batch.js';
import { remaining } from './state/remaining.js';
import type { SimState } from './state/sim-state.js';
import { STAGE } from './state/slots.js';

/** What runs down between two events reads. */
type Rates = Pick<SimState, 'cpu' | 'flows'>;

/** Time until something ends in a slot, at today's rates [ns]. */
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
      const byCpu = cpuBytes > 0 ? cpuBytes / (flows.rate[2 * slot] as number) : Number.POSITIVE_INFINITY;
      const byDma = dmaBytes > 0 ? dmaBytes / (flows.rate[2 * slot + 1] as number) : Number.POSITIVE_INFINITY;
      return Math.min(byCpu, byDma);
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** What `dt` leaves of a slot's stage. */
function work({ cpu, flows }: Rates, batch: Batch, dt: number, resolution: number): void {
  const { slot, stage } = batch;
  if (stage === STAGE.unmap || stage === STAGE.remap) {
    batch.work = remaining(batch.work, cpu.pace[slot] as number, dt, resolution);
  } else if (stage === STAGE.setup || stage === STAGE.notice) {
    batch.latency = remaining(batch.latency, 1, dt, resolution);
  } else if (stage === STAGE.copy) {
    batch.cpuBytes = remaining(batch.cpuBytes, flows.rate[2 * slot] as number, dt, resolution);
    batch.dmaBytes = remaining(batch.dmaBytes, flows.rate[2 * slot + 1] as number, dt, resolution);
  }
}

/**
 * Lets `dt` pass at the rates that were solved: work shrinks, costs grow. What the clock cannot tell from done is done,
 * or time would stand still.
 */
export function advance(state: SimState, dt: number): void {
  const { running, costs, settled } = state;
  const resolution = 2 * Number.EPSILON * (state.now + dt);
  for (const batch of running) {
    const { slot, granted } = batch;
    batch.delay += batch.holding * dt;
    batch.cpu += (costs.cpu[slot] as number) * dt;
    batch.bandwidth += (costs.bandwidth[slot] as number) * dt;
    batch.fairness += (costs.fairness[slot] as number) * dt;
    batch.externality += (costs.externality[slot] as number) * dt;
    settled.cpuNs += (costs.cpuUse[slot] as number) * dt;
    work(state, batch, dt, resolution);
    if (granted > 0) settled.dmaNs += granted * dt;
  }
  if (running.length > 0) settled.busyNs += dt;
  state.accounts?.advance(dt, resolution);
}
