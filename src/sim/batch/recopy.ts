import { batchLaw } from '../../migration/batch-law.js';
import { SERIAL_COPY } from '../../migration/vocabulary.js';
import { warmedRate } from '../../migration/warm-up.js';
import type { Simulator } from '../simulator.js';
import { type Slots, STAGE } from '../state/slots.js';
import { seenFromCaller } from './serial-side.js';

/*
 * Who copies the folios of a batch. Each is in exactly one of
 *
 *   cpuFolios   the CPU part's from the beginning
 *   dmaFolios   with channels that are on line
 *   rescued     finished whole by a channel before it was lost
 *   failed      DMA did not copy it and the caller has not begun to
 *   recopied    the caller's serial copy, after both parts have ended and the fault is known
 */

/** Deals out a new batch: `dmaFolios` to channels, the rest to the CPU part. */
export function shareOut(s: Slots, slot: number, dmaFolios: number): void {
  s.cpuFolios[slot] = (s.batch[slot] ?? 0) - dmaFolios;
  s.dmaFolios[slot] = dmaFolios;
  s.rescued[slot] = 0;
  s.failed[slot] = 0;
  s.recopied[slot] = 0;
  s.noticeAt[slot] = 0;
}

/** Lets the caller copy what failed, once it knows; returns whether there was anything. */
export function recopy(sim: Simulator, slot: number): boolean {
  const s = sim.slots;
  const folios = s.failed[slot] ?? 0;
  if (folios === 0) return false;
  const unknownFor = (s.noticeAt[slot] ?? 0) - sim.now;
  if (unknownFor > 0) {
    s.latency[slot] = unknownFor;
    s.stage[slot] = STAGE.notice;
    return true;
  }
  s.failed[slot] = 0;
  s.recopied[slot] = folios;
  startSerial(sim, slot, folios);
  return true;
}

function startSerial(sim: Simulator, slot: number, folios: number): void {
  const s = sim.slots;
  const { platform } = sim.machine;
  const { arrivals } = sim.episode;
  const r = s.request[slot] ?? 0;
  const folioBytes = arrivals.folioBytes[r] ?? 0;
  const callBytes = folioBytes * (arrivals.folios[r] ?? 0);
  const spec = { folioBytes, folios, callBytes, mmCpus: arrivals.mmCpus[r] ?? 1, flushes: 1 };
  const plan = seenFromCaller(sim, slot, SERIAL_COPY);
  const { cpuBytes, cpuRate, cpuHeadroom } = batchLaw(platform, sim.route(slot).route, plan, spec);
  const begun = s.begun[slot] ?? 0;
  sim.plans[slot] = plan;
  s.cpuBytes[slot] = cpuBytes;
  s.cpuRate[slot] = warmedRate(platform, cpuBytes, cpuRate, begun);
  s.cpuHeadroom[slot] = cpuHeadroom;
  s.begun[slot] = begun + cpuBytes / cpuRate;
  s.stage[slot] = STAGE.copy;
}
