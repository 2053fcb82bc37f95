import { cpuBytesNow, dmaBytesNow } from '../../sim/accrue.js';
import { meanStall, saturatedStall } from '../../sim/law/stall.js';
import type { Batch } from '../../sim/state/batch.js';
import type { CostWeights } from '../../sim/state/cost-terms.js';
import type { SimState } from '../../sim/state/sim-state.js';
import { STAGE } from '../../sim/state/slots.js';

/*
 * The least that a batch on its way will have been charged when it settles, so that a trial can end as soon as its action
 * cannot be among the cheapest any more. Every term only grows with time, so each is taken at the earliest time E at which
 * the batch can be back: with nothing shared from now on, what is left of setup, copy and remap one after the other. Of
 * that, CPU time counts as if it were idle all along. Where a device may fail a batch may be back sooner than by its
 * present mover, so E is now.
 */

/** What rounding may take from a bound, generously. */
const CERTAIN = 1 - 1e-6;

/** What the bound reads. */
type Foreseen = Pick<SimState, 'episode' | 'options' | 'batches' | 'flows' | 'costs' | 'now'>;

/** Least time that what is left of the copy takes [ns]. */
function copyNs(state: Foreseen, batch: Batch): number {
  const cpu = cpuBytesNow(state, batch);
  const dma = dmaBytesNow(state, batch);
  const dmaRate = batch.channelRate * batch.granted * batch.dmaFactor;
  return Math.max(cpu > 0 ? cpu / batch.cpuRate : 0, dma > 0 && dmaRate > 0 ? dma / dmaRate : 0);
}

/** Least time until a batch can begin its remap [ns]. */
function untilRemap(state: Foreseen, batch: Batch): number {
  if (state.episode.faults) return 0;
  const latency = batch.latency - (state.now - batch.since);
  if (batch.stage === STAGE.setup) return Math.max(0, latency) + copyNs(state, batch);
  return batch.stage === STAGE.copy ? copyNs(state, batch) : 0;
}

/** CPU time that the workers' part of the copy still takes, at the price of idle CPUs [core-ns]. */
function leastCpu(state: Foreseen, batch: Batch): number {
  const { stage } = batch;
  if (batch.cpuBytes === 0 || state.episode.faults || (stage !== STAGE.setup && stage !== STAGE.copy)) return 0;
  const share = cpuBytesNow(state, batch) / (batch.cpuRate * batch.cpuHeadroom);
  return Math.min(1, state.options.idleCpu) * (batch.plan?.workers ?? 0) * share;
}

/** When a batch can begin its remap, and when it can be back [ns]. */
function earliest(state: Foreseen, batch: Batch): readonly [remapAt: number, end: number] {
  if (batch.stage === STAGE.remap) return [batch.remapStart, state.now];
  const remapAt = state.now + untilRemap(state, batch);
  return [remapAt, remapAt + (state.episode.faults ? 0 : batch.remapNs)];
}

/** Of the batch in `slot`, which has been decided and has not settled [core-ns]. */
export function leastCredit(state: Foreseen, slot: number, weights: CostWeights): number {
  const batch = state.batches[slot] as Batch;
  const { touchRate, delayRate, mmCpus } = state.episode.arrivals;
  const { request: r, folios, unmapStart: start, unmapEnd } = batch;
  const [remapAt, end] = earliest(state, batch);
  const serial = batch.plan?.migrator === 'kernel' && batch.recopied === 0;
  const copied = serial ? unmapEnd : remapAt;
  const first = copied - start + (end - copied) / folios;
  const waiters = folios * meanStall(touchRate[r] as number, first, end - unmapEnd);
  const stall = batch.mainline === 1 ? 0 : saturatedStall(waiters, mmCpus[r] as number, end - start);
  const held = batch.delay + batch.holding * (end - batch.since);
  const cpuSoFar = batch.cpu + (state.costs.cpu[slot] as number) * (state.now - batch.since);
  const early = 0.5 * folios * (delayRate[r] as number) * (end - start - first);
  const least =
    weights.stall * stall +
    weights.delay * Math.max(0, held - early) +
    weights.cpu * (cpuSoFar + leastCpu(state, batch)) +
    weights.bandwidth * batch.bandwidth +
    weights.fairness * batch.fairness +
    batch.externality;
  return CERTAIN * least;
}
