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
type Foreseen = Pick<SimState, 'episode' | 'options' | 'batches' | 'now'>;

/** Least time that what is left of the copy takes [ns]. */
function copyNs({ cpuBytes, cpuRate, dmaBytes, channelRate, granted, dmaFactor }: Batch): number {
  const dmaRate = channelRate * granted * dmaFactor;
  return Math.max(cpuBytes > 0 ? cpuBytes / cpuRate : 0, dmaBytes > 0 && dmaRate > 0 ? dmaBytes / dmaRate : 0);
}

/** Least time until a batch can begin its remap [ns]. */
function untilRemap({ episode }: Foreseen, batch: Batch): number {
  if (episode.faults) return 0;
  if (batch.stage === STAGE.setup) return batch.latency + copyNs(batch);
  return batch.stage === STAGE.copy ? copyNs(batch) : 0;
}

/** CPU time that the workers' part of the copy still takes, at the price of idle CPUs [core-ns]. */
function leastCpu({ episode, options }: Foreseen, batch: Batch): number {
  const { cpuBytes, stage } = batch;
  if (cpuBytes === 0 || episode.faults || (stage !== STAGE.setup && stage !== STAGE.copy)) return 0;
  const share = cpuBytes / (batch.cpuRate * batch.cpuHeadroom);
  return Math.min(1, options.idleCpu) * (batch.plan?.workers ?? 0) * share;
}

/** When a batch can begin its remap, and when it can be back [ns]: from when it was last reckoned, and not before now. */
function earliest(state: Foreseen, batch: Batch): readonly [remapAt: number, end: number] {
  if (batch.stage === STAGE.remap) return [batch.remapStart, state.now];
  const remapAt = Math.max(state.now, batch.since + untilRemap(state, batch));
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
  const early = 0.5 * folios * (delayRate[r] as number) * (end - start - first);
  const least =
    weights.stall * stall +
    weights.delay * Math.max(0, held - early) +
    weights.cpu * (batch.cpu + leastCpu(state, batch)) +
    weights.bandwidth * batch.bandwidth +
    weights.fairness * batch.fairness +
    batch.externality;
  return CERTAIN * least;
}
