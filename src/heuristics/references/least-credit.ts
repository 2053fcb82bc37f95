import { meanStall, saturatedStall } from '../../sim/law/stall.js';
import type { Simulator } from '../../sim/simulator.js';
import type { CostWeights } from '../../sim/state/cost-terms.js';
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

/** Least time that what is left of the copy takes [ns]. */
function copyNs({ slots: s }: Simulator, slot: number): number {
  const [cpu, dma] = [s.cpuBytes[slot] ?? 0, s.dmaBytes[slot] ?? 0];
  const dmaRate = (s.channelRate[slot] ?? 0) * (s.granted[slot] ?? 0) * (s.dmaFactor[slot] ?? 1);
  return Math.max(cpu > 0 ? cpu / (s.cpuRate[slot] ?? 1) : 0, dma > 0 && dmaRate > 0 ? dma / dmaRate : 0);
}

/** Least time until a batch can begin its remap [ns]. */
function untilRemap(sim: Simulator, slot: number): number {
  if (sim.episode.faults) return 0;
  const stage = sim.slots.stage[slot];
  if (stage === STAGE.setup) return (sim.slots.latency[slot] ?? 0) + copyNs(sim, slot);
  return stage === STAGE.copy ? copyNs(sim, slot) : 0;
}

/** CPU time that the workers' part of the copy still takes, at the price of idle CPUs [core-ns]. */
function leastCpu(sim: Simulator, slot: number): number {
  const s = sim.slots;
  const [bytes, stage] = [s.cpuBytes[slot] ?? 0, s.stage[slot]];
  if (bytes === 0 || sim.episode.faults || (stage !== STAGE.setup && stage !== STAGE.copy)) return 0;
  const share = bytes / ((s.cpuRate[slot] ?? 1) * (s.cpuHeadroom[slot] ?? 1));
  return Math.min(1, sim.options.idleCpu) * (sim.plans[slot]?.workers ?? 0) * share;
}

/** Of the batch in `slot`, which has been decided and has not settled [core-ns]. */
export function leastCredit(sim: Simulator, slot: number, weights: CostWeights): number {
  const s = sim.slots;
  const { touchRate, delayRate, mmCpus } = sim.episode.arrivals;
  const r = s.request[slot] ?? 0;
  const folios = s.batch[slot] ?? 1;
  const start = s.unmapStart[slot] ?? 0;
  const remapping = s.stage[slot] === STAGE.remap;
  const remapAt = remapping ? (s.remapStart[slot] ?? 0) : sim.now + untilRemap(sim, slot);
  const end = remapping ? sim.now : remapAt + (sim.episode.faults ? 0 : (s.remapNs[slot] ?? 0));
  const serial = sim.plans[slot]?.migrator === 'kernel' && s.recopied[slot] === 0;
  const copied = serial ? (s.copyStart[slot] ?? 0) : remapAt;
  const first = copied - start + (end - copied) / folios;
  const waiters = folios * meanStall(touchRate[r] ?? 0, first, end - (s.unmapEnd[slot] ?? 0));
  const stall = s.mainline[slot] === 1 ? 0 : saturatedStall(waiters, mmCpus[r] ?? 1, end - start);
  const held = (s.delay[slot] ?? 0) + (s.holding[slot] ?? 0) * (end - sim.now);
  const early = 0.5 * folios * (delayRate[r] ?? 0) * (end - start - first);
  const least =
    weights.stall * stall +
    weights.delay * Math.max(0, held - early) +
    weights.cpu * ((s.cpu[slot] ?? 0) + leastCpu(sim, slot)) +
    weights.bandwidth * (s.bandwidth[slot] ?? 0) +
    weights.fairness * (s.fairness[slot] ?? 0) +
    (s.externality[slot] ?? 0);
  return CERTAIN * least;
}
