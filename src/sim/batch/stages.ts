import { type BatchLaw, batchLaw, softwareLaw } from '../../migration/batch-law.js';
import { MAINLINE } from '../../migration/batch-sizer.js';
import { dealing } from '../../migration/cpu-copy.js';
import { channelRate } from '../../migration/dma-copy.js';
import { flushNs } from '../../migration/software-cost.js';
import { warmedRate } from '../../migration/warm-up.js';
import type { Simulator } from '../simulator.js';
import { STAGE } from '../state/slots.js';
import { choiceOf, foliosUnder, mainlineBatches } from './batch-size.js';
import { failLists } from './list-errors.js';
import { recopy, shareOut } from './recopy.js';
import { settleBatch } from './settle-batch.js';

/*
 * What happens to a caller's batch, stage by stage (slots.ts names them): unmap and flush, wait for a decision, wait for
 * channels, set up, copy, remap; then the next batch of the request, or the caller's next request. What faults leave of
 * a copy (faults.ts) the caller copies before it remaps.
 */

/** Work or bytes below this are done: rounding of a division, not physics. */
const DONE = 1e-6;

/** What the copy would take warm and unshared [ns]. */
function warmTime(law: BatchLaw): number {
  const cpu = law.cpuBytes > 0 ? law.cpuBytes / law.cpuRate : 0;
  const dma = law.dmaBytes > 0 ? law.dmaBytes / law.dmaRate : 0;
  return Math.max(cpu, dma);
}

/** Starts the caller's next arrived request, if there is one. */
export function startNextRequest(sim: Simulator, slot: number): void {
  const s = sim.slots;
  const r = s.queueHead[slot] ?? -1;
  s.stage[slot] = STAGE.idle;
  if (r === -1) return;
  const { nextOfCaller, folios } = sim.episode.arrivals;
  const next = nextOfCaller[r] ?? -1;
  s.queueHead[slot] = next !== -1 && next < sim.nextArrival ? next : -1;
  s.request[slot] = r;
  s.foliosLeft[slot] = folios[r] ?? 0;
  s.begun[slot] = 0;
  s.firstBatch[slot] = 1;
  startUnmap(sim, slot, sim.machine.platform.kernelPath.perCall.value);
}

function startUnmap(sim: Simulator, slot: number, callNs: number): void {
  const s = sim.slots;
  const { platform } = sim.machine;
  const { arrivals } = sim.episode;
  const r = s.request[slot] ?? 0;
  const folioBytes = arrivals.folioBytes[r] ?? 0;
  const left = s.foliosLeft[slot] ?? 0;
  const choice = choiceOf(sim, r, left);
  const folios = foliosUnder(sim, choice, r, left);
  const flushes = choice === MAINLINE ? mainlineBatches(sim, r, folios) : 1;
  const law = softwareLaw(platform, { folioBytes, folios, mmCpus: arrivals.mmCpus[r] ?? 1, flushes });
  s.stage[slot] = STAGE.unmap;
  s.batch[slot] = folios;
  s.mainline[slot] = choice === MAINLINE ? 1 : 0;
  s.work[slot] = callNs + law.unmapNs + law.flushNs;
  s.remapNs[slot] = law.remapNs;
  s.unmapStart[slot] = sim.now + callNs;
  s.delay[slot] = 0;
  s.cpu[slot] = 0;
  s.bandwidth[slot] = 0;
  s.fairness[slot] = 0;
  s.externality[slot] = 0;
}

/** Takes the channels there are and starts setting up. */
export function beginCopy(sim: Simulator, slot: number): void {
  const s = sim.slots;
  const { platform, device } = sim.machine;
  const { arrivals } = sim.episode;
  const chosen = sim.plans[slot];
  if (!chosen) return;
  const granted = chosen.channels > 0 ? sim.channels.grant(slot, chosen.channels) : 0;
  const plan = granted === chosen.channels ? chosen : { ...chosen, channels: granted };
  const r = s.request[slot] ?? 0;
  const folioBytes = arrivals.folioBytes[r] ?? 0;
  const folios = s.batch[slot] ?? 0;
  const law = batchLaw(platform, sim.route(slot).route, plan, {
    folioBytes,
    folios,
    callBytes: folioBytes * (arrivals.folios[r] ?? 0),
    mmCpus: arrivals.mmCpus[r] ?? 1,
    flushes: 1,
  });
  const begun = s.begun[slot] ?? 0;
  s.begun[slot] = begun + warmTime(law);
  sim.plans[slot] = plan;
  s.granted[slot] = granted;
  s.stage[slot] = STAGE.setup;
  s.latency[slot] = law.setupNs + sim.cores.wakeNs(sim, slot, plan);
  s.cpuBytes[slot] = law.cpuBytes;
  s.dmaBytes[slot] = law.dmaBytes;
  shareOut(s, slot, law.dmaBytes / folioBytes);
  s.cpuRate[slot] = warmedRate(platform, law.cpuBytes, law.cpuRate, begun);
  s.cpuHeadroom[slot] = law.cpuHeadroom;
  if (!device || granted === 0) return;
  s.channelRate[slot] = channelRate(platform, device, folioBytes);
  const warmth = warmedRate(platform, law.dmaBytes, law.dmaRate, begun) / law.dmaRate;
  s.dmaFactor[slot] = warmth * dealing(law.dmaBytes / folioBytes, granted);
}

export function stepStage(sim: Simulator, slot: number): void {
  const s = sim.slots;
  switch (s.stage[slot]) {
    case STAGE.unmap:
      if ((s.work[slot] ?? 0) > DONE) return;
      s.stage[slot] = STAGE.decide;
      s.unmapEnd[slot] = sim.now;
      s.copyStart[slot] = sim.now;
      return;
    case STAGE.setup:
      if ((s.latency[slot] ?? 0) > DONE) return;
      s.stage[slot] = STAGE.copy;
      // The device may have gone meanwhile: then there is nothing to wait for.
      if ((s.cpuBytes[slot] ?? 0) + (s.dmaBytes[slot] ?? 0) === 0) endParts(sim, slot);
      return;
    case STAGE.copy:
      endParts(sim, slot);
      return;
    case STAGE.notice:
      if ((s.latency[slot] ?? 0) > DONE) return;
      s.noticeAt[slot] = sim.now;
      recopy(sim, slot);
      return;
    case STAGE.remap:
      if ((s.work[slot] ?? 0) > DONE) return;
      endBatch(sim, slot);
      return;
  }
}

/** Gives channels that came free to those who waited longest; nobody is passed over, so nobody starves. */
export function serveWaiting(sim: Simulator): void {
  while (sim.channels.free > 0) {
    const slot = longestWaiting(sim);
    if (slot === -1) return;
    beginCopy(sim, slot);
  }
}

function longestWaiting(sim: Simulator): number {
  const s = sim.slots;
  let first = -1;
  for (let slot = 0; slot < s.count; slot++) {
    if (s.stage[slot] !== STAGE.channels) continue;
    if (first === -1 || (s.waitStart[slot] ?? 0) < (s.waitStart[first] ?? 0)) first = slot;
  }
  return first;
}

function endParts(sim: Simulator, slot: number): void {
  const s = sim.slots;
  if ((s.cpuBytes[slot] ?? 0) <= DONE) s.cpuBytes[slot] = 0;
  if ((s.dmaBytes[slot] ?? 0) <= DONE) {
    s.dmaBytes[slot] = 0;
    if ((s.granted[slot] ?? 0) > 0) {
      failLists(sim, slot);
      sim.channels.release(slot);
    }
    s.granted[slot] = 0;
  }
  if ((s.cpuBytes[slot] ?? 0) > 0 || (s.dmaBytes[slot] ?? 0) > 0) return;
  if (recopy(sim, slot)) return;
  s.stage[slot] = STAGE.remap;
  s.remapStart[slot] = sim.now;
  s.work[slot] = s.remapNs[slot] ?? 0;
}

function endBatch(sim: Simulator, slot: number): void {
  const s = sim.slots;
  const { arrivals } = sim.episode;
  const r = s.request[slot] ?? 0;
  const flush = flushNs(sim.machine.platform, arrivals.mmCpus[r] ?? 1);
  settleBatch(sim, slot, flush);
  const moved = s.batch[slot] ?? 0;
  s.holding[slot] = Math.max(0, (s.holding[slot] ?? 0) - moved * (arrivals.delayRate[r] ?? 0));
  s.foliosLeft[slot] = (s.foliosLeft[slot] ?? 0) - moved;
  s.firstBatch[slot] = 0;
  if ((s.foliosLeft[slot] ?? 0) > 0) startUnmap(sim, slot, 0);
  else startNextRequest(sim, slot);
}
