import { type BatchLaw, batchLaw, softwareLaw } from '../../migration/batch-law.js';
import { MAINLINE } from '../../migration/batch-sizer.js';
import { dealing } from '../../migration/cpu-copy.js';
import { channelRate } from '../../migration/dma-copy.js';
import { flushNs } from '../../migration/software-cost.js';
import type { CopyPlan } from '../../migration/vocabulary.js';
import { warmedRate } from '../../migration/warm-up.js';
import { touch, touchWaiting } from '../accrue.js';
import { wakeNs } from '../sharing/share-cpus.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
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
export function startNextRequest(state: SimState, batch: Batch): void {
  const { arrivals } = state.episode;
  const r = batch.queueHead;
  batch.stage = STAGE.idle;
  if (r === -1) {
    state.leave(batch);
    return;
  }
  state.enter(batch);
  const next = arrivals.nextOfCaller[r] as number;
  batch.queueHead = next !== -1 && next < state.nextArrival ? next : -1;
  batch.request = r;
  batch.foliosLeft = arrivals.folios[r] as number;
  batch.begun = 0;
  batch.way = state.machine.route(arrivals.source[r] as number, arrivals.target[r] as number);
  startUnmap(state, batch, state.machine.platform.kernelPath.perCall.value);
}

function startUnmap(state: SimState, batch: Batch, callNs: number): void {
  const { arrivals } = state.episode;
  const { request: r, foliosLeft } = batch;
  const choice = choiceOf(state, r, foliosLeft);
  const folios = foliosUnder(state, choice, r, foliosLeft);
  const flushes = choice === MAINLINE ? mainlineBatches(state, r, folios) : 1;
  const folioBytes = arrivals.folioBytes[r] as number;
  const spec = { folioBytes, folios, mmCpus: arrivals.mmCpus[r] as number, flushes };
  const law = softwareLaw(state.machine.platform, spec);
  batch.stage = STAGE.unmap;
  batch.folios = folios;
  batch.mainline = choice === MAINLINE ? 1 : 0;
  batch.work = callNs + law.unmapNs + law.flushNs;
  batch.remapNs = law.remapNs;
  batch.unmapStart = state.now + callNs;
  batch.delay = 0;
  batch.cpu = 0;
  batch.bandwidth = 0;
  batch.fairness = 0;
  batch.externality = 0;
}

/** The law of a batch that is copied by `plan`. */
function lawOf({ machine, episode }: SimState, batch: Batch, plan: CopyPlan): BatchLaw {
  const { arrivals } = episode;
  const r = batch.request;
  const folioBytes = arrivals.folioBytes[r] as number;
  const { route } = batch.way ?? machine.route(arrivals.source[r] as number, arrivals.target[r] as number);
  return batchLaw(machine.platform, route, plan, {
    folioBytes,
    folios: batch.folios,
    callBytes: folioBytes * (arrivals.folios[r] as number),
    mmCpus: arrivals.mmCpus[r] as number,
    flushes: 1,
  });
}

/** Takes the channels there are and starts setting up. */
export function beginCopy(state: SimState, batch: Batch): void {
  const { platform, device } = state.machine;
  const chosen = batch.plan;
  if (!chosen) return;
  const granted = chosen.channels > 0 ? state.channels.grant(batch.slot, chosen.channels) : 0;
  const plan = granted === chosen.channels ? chosen : { ...chosen, channels: granted };
  const folioBytes = state.episode.arrivals.folioBytes[batch.request] as number;
  const law = lawOf(state, batch, plan);
  const { begun } = batch;
  batch.begun = begun + warmTime(law);
  batch.plan = plan;
  batch.granted = granted;
  batch.stage = STAGE.setup;
  batch.latency = law.setupNs + wakeNs(state, batch, plan);
  batch.cpuBytes = law.cpuBytes;
  batch.dmaBytes = law.dmaBytes;
  shareOut(batch, law.dmaBytes / folioBytes);
  batch.cpuRate = warmedRate(platform, law.cpuBytes, law.cpuRate, begun);
  batch.cpuHeadroom = law.cpuHeadroom;
  if (!device || granted === 0) return;
  batch.channelRate = channelRate(platform, device, folioBytes);
  const warmth = warmedRate(platform, law.dmaBytes, law.dmaRate, begun) / law.dmaRate;
  batch.dmaFactor = warmth * dealing(law.dmaBytes / folioBytes, granted);
}

/** Moves a slot on where its stage has ended; it has been touched. */
export function stepStage(state: SimState, batch: Batch): void {
  switch (batch.stage) {
    case STAGE.unmap:
      if (batch.work > DONE) return;
      batch.stage = STAGE.decide;
      batch.unmapEnd = state.now;
      state.ask(batch);
      return;
    case STAGE.setup:
      if (batch.latency > DONE) return;
      batch.stage = STAGE.copy;
      // The device may have gone meanwhile: then there is nothing to wait for.
      if (batch.cpuBytes + batch.dmaBytes === 0) endParts(state, batch);
      return;
    case STAGE.copy:
      endParts(state, batch);
      return;
    case STAGE.notice:
      if (batch.latency > DONE) return;
      batch.noticeAt = state.now;
      recopy(state, batch);
      return;
    case STAGE.remap:
      if (batch.work > DONE) return;
      endBatch(state, batch);
      return;
  }
}

/** Gives channels that came free to those who waited longest; nobody is passed over, so nobody starves. */
export function serveWaiting(state: SimState): void {
  while (state.channels.free > 0) {
    const batch = longestWaiting(state.running);
    if (!batch) return;
    touch(state, batch);
    beginCopy(state, batch);
  }
}

/** Whether one batch has waited longer than another; ties in the order of their slots. */
function isBefore(one: Batch, other: Batch): boolean {
  return one.waitStart < other.waitStart || (one.waitStart === other.waitStart && one.slot < other.slot);
}

function longestWaiting(running: readonly Batch[]): Batch | undefined {
  let first: Batch | undefined;
  for (const batch of running) {
    if (batch.stage !== STAGE.channels) continue;
    if (!first || isBefore(batch, first)) first = batch;
  }
  return first;
}

function endParts(state: SimState, batch: Batch): void {
  if (batch.cpuBytes <= DONE) batch.cpuBytes = 0;
  if (batch.dmaBytes <= DONE) {
    batch.dmaBytes = 0;
    if (batch.granted > 0) {
      failLists(state, batch);
      touchWaiting(state);
      state.channels.release(batch.slot);
    }
    batch.granted = 0;
  }
  if (batch.cpuBytes > 0 || batch.dmaBytes > 0) return;
  if (recopy(state, batch)) return;
  batch.stage = STAGE.remap;
  batch.remapStart = state.now;
  batch.work = batch.remapNs;
}

function endBatch(state: SimState, batch: Batch): void {
  const { arrivals } = state.episode;
  const r = batch.request;
  const flush = flushNs(state.machine.platform, arrivals.mmCpus[r] as number);
  settleBatch(state, batch, flush, state.settled);
  const moved = batch.folios;
  batch.holding = Math.max(0, batch.holding - moved * (arrivals.delayRate[r] as number));
  batch.foliosLeft -= moved;
  if (batch.foliosLeft > 0) startUnmap(state, batch, 0);
  else startNextRequest(state, batch);
}
