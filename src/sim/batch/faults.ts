import { dealing } from '../../migration/cpu-copy.js';
import { SERIAL_COPY } from '../../migration/vocabulary.js';
import { FAULT_KINDS, type Faults } from '../../workload/faults.js';
import { touch, touchWaiting } from '../accrue.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
import { seenFromCaller } from './serial-side.js';
import { beginCopy } from './stages.js';

/*
 * What a fault does to batches (workload/faults.ts says which faults there are; list-errors.ts, recopy.ts the rest).
 *
 * A lost channel is off line at once: nobody is given it, `dma_channels` and `dma_free` no longer count it, and no
 * action that needs more channels than are on line is possible. A batch of D folios that held it, one of its g
 * channels, with the part p of its DMA copy done:
 *
 *   dealt    = ⌈D ÷ g⌉          folios of that channel
 *   rescued  = ⌊p · dealt⌋      whole folios it had finished: they count
 *   failed   = dealt − rescued  the caller copies them, serially, when both parts have ended and it knows of the
 *                               loss, `noticeNs` after it; half a folio counts for nothing
 *
 * The other channels go on with theirs. An unplugged device is the loss of every channel, so that nothing of a batch
 * is left to DMA. A batch that waits for channels when the last one goes is copied serially by its caller, as if
 * declined; so is one that is given to DMA while none is on line. A batch waits on while there is one. Channels come
 * back free.
 */

/** A product of a ratio of bytes and a count of folios that is whole but for rounding. */
const WHOLE = 1e-9;

/** One of a batch's channels is gone: what it had left is no longer DMA's. */
function loseShare({ episode, now }: SimState, batch: Batch, noticeNs: number): void {
  const { granted: held, dmaFolios: folios } = batch;
  const folioBytes = episode.arrivals.folioBytes[batch.request] as number;
  const left = folios > 0 ? batch.dmaBytes / (folios * folioBytes) : 0;
  const dealt = Math.min(folios, Math.ceil(folios / held));
  const rescued = Math.min(dealt, Math.floor(dealt * (1 - left) + WHOLE));
  const rest = folios - dealt;
  batch.granted = held - 1;
  batch.dmaFolios = rest;
  batch.dmaBytes = held > 1 ? rest * folioBytes * left : 0;
  batch.rescued += rescued;
  batch.failed += dealt - rescued;
  if (dealt > rescued) batch.noticeAt = now + noticeNs;
  if (held > 1) batch.dmaFactor = (batch.dmaFactor / dealing(folios, held)) * dealing(rest, held - 1);
}

function loseChannel(state: SimState, channel: number, noticeNs: number): void {
  const holder = state.batches[state.channels.lose(channel)];
  if (!holder) return;
  touch(state, holder);
  loseShare(state, holder, noticeNs);
}

/** Nobody can be waited for: the callers copy themselves. */
function releaseWaiting(state: SimState): void {
  for (const batch of state.batches) {
    if (batch.stage !== STAGE.channels) continue;
    touch(state, batch);
    batch.plan = seenFromCaller(state, batch, SERIAL_COPY);
    beginCopy(state, batch);
  }
}

/** Lets fault `k` happen. */
export function meetFault(state: SimState, faults: Faults, k: number): void {
  const { channels } = state;
  touchWaiting(state);
  const channel = faults.channel[k] as number;
  switch (FAULT_KINDS[faults.kind[k] as number]) {
    case 'channel-lost':
      loseChannel(state, channel, faults.noticeNs);
      break;
    case 'channel-back':
      channels.restore(channel);
      break;
    case 'device-unplugged':
      for (let each = 0; each < channels.total; each++) loseChannel(state, each, faults.noticeNs);
      channels.plug(false);
      break;
    case 'device-back':
      channels.plug(true);
      for (let each = 0; each < channels.total; each++) channels.restore(each);
      break;
  }
  if (channels.onLine === 0) releaseWaiting(state);
}
