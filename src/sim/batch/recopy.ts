import { batchLaw } from '../../migration/batch-law.js';
import { SERIAL_COPY } from '../../migration/vocabulary.js';
import { warmedRate } from '../../migration/warm-up.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
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
export function shareOut(batch: Batch, dmaFolios: number): void {
  batch.cpuFolios = batch.folios - dmaFolios;
  batch.dmaFolios = dmaFolios;
  batch.rescued = 0;
  batch.failed = 0;
  batch.recopied = 0;
  batch.noticeAt = 0;
}

/** What the caller's own copy depends on. */
type Copying = Pick<SimState, 'machine' | 'episode' | 'now'>;

/** Lets the caller copy what failed, once it knows; returns whether there was anything. */
export function recopy(state: Copying, batch: Batch): boolean {
  const folios = batch.failed;
  if (folios === 0) return false;
  const unknownFor = batch.noticeAt - state.now;
  if (unknownFor > 0) {
    batch.latency = unknownFor;
    batch.stage = STAGE.notice;
    return true;
  }
  batch.failed = 0;
  batch.recopied = folios;
  startSerial(state, batch, folios);
  return true;
}

function startSerial(state: Copying, batch: Batch, folios: number): void {
  const { platform } = state.machine;
  const { arrivals } = state.episode;
  const r = batch.request;
  const folioBytes = arrivals.folioBytes[r] as number;
  const callBytes = folioBytes * (arrivals.folios[r] as number);
  const spec = { folioBytes, folios, callBytes, mmCpus: arrivals.mmCpus[r] as number, flushes: 1 };
  const plan = seenFromCaller(state, batch, SERIAL_COPY);
  const { route } = state.machine.route(arrivals.source[r] as number, arrivals.target[r] as number);
  const { cpuBytes, cpuRate, cpuHeadroom } = batchLaw(platform, route, plan, spec);
  batch.plan = plan;
  batch.cpuBytes = cpuBytes;
  batch.cpuRate = warmedRate(platform, cpuBytes, cpuRate, batch.begun);
  batch.cpuHeadroom = cpuHeadroom;
  batch.begun += cpuBytes / cpuRate;
  batch.stage = STAGE.copy;
}
