import { dealing } from '../../migration/cpu-copy.js';
import { SERIAL_COPY } from '../../migration/vocabulary.js';
import { FAULT_KINDS, type Faults } from '../../workload/faults.js';
import type { Simulator } from '../simulator.js';
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
function loseShare(sim: Simulator, slot: number, noticeNs: number): void {
  const s = sim.slots;
  const held = s.granted[slot] ?? 0;
  const folios = s.dmaFolios[slot] ?? 0;
  const folioBytes = sim.episode.arrivals.folioBytes[s.request[slot] ?? 0] ?? 0;
  const left = folios > 0 ? (s.dmaBytes[slot] ?? 0) / (folios * folioBytes) : 0;
  const dealt = Math.min(folios, Math.ceil(folios / held));
  const rescued = Math.min(dealt, Math.floor(dealt * (1 - left) + WHOLE));
  const rest = folios - dealt;
  s.granted[slot] = held - 1;
  s.dmaFolios[slot] = rest;
  s.dmaBytes[slot] = held > 1 ? rest * folioBytes * left : 0;
  s.rescued[slot] = (s.rescued[slot] ?? 0) + rescued;
  s.failed[slot] = (s.failed[slot] ?? 0) + dealt - rescued;
  if (dealt > rescued) s.noticeAt[slot] = sim.now + noticeNs;
  if (held > 1) s.dmaFactor[slot] = ((s.dmaFactor[slot] ?? 1) / dealing(folios, held)) * dealing(rest, held - 1);
}

function loseChannel(sim: Simulator, channel: number, noticeNs: number): void {
  const slot = sim.channels.lose(channel);
  if (slot !== -1) loseShare(sim, slot, noticeNs);
}

/** Nobody can be waited for: the callers copy themselves. */
function releaseWaiting(sim: Simulator): void {
  for (let slot = 0; slot < sim.slots.count; slot++) {
    if (sim.slots.stage[slot] !== STAGE.channels) continue;
    sim.plans[slot] = seenFromCaller(sim, slot, SERIAL_COPY);
    beginCopy(sim, slot);
  }
}

/** Lets fault `k` happen. */
export function meetFault(sim: Simulator, faults: Faults, k: number): void {
  const { channels } = sim;
  const channel = faults.channel[k] ?? 0;
  switch (FAULT_KINDS[faults.kind[k] ?? 0]) {
    case 'channel-lost':
      loseChannel(sim, channel, faults.noticeNs);
      break;
    case 'channel-back':
      channels.restore(channel);
      break;
    case 'device-unplugged':
      for (let each = 0; each < channels.total; each++) loseChannel(sim, each, faults.noticeNs);
      channels.plug(false);
      break;
    case 'device-back':
      channels.plug(true);
      for (let each = 0; each < channels.total; each++) channels.restore(each);
      break;
  }
  if (channels.onLine === 0) releaseWaiting(sim);
}
