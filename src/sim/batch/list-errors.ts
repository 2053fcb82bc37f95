import { hashSeed } from '../../core/random.js';
import { deviceSubmissions } from '../../platform/dma/interface.js';
import type { Faults } from '../../workload/faults.js';
import type { Simulator } from '../simulator.js';

/*
 * Descriptor lists that end with an error. The D folios that a batch's g channels still hold are dealt out evenly, each
 * channel's share is cut into as many equal lists as the driver submits, and list k fails where
 *
 *   hash(seed, request, folios left of it before the batch, k) ÷ 2³² < listErrorRate
 *
 * whatever ran before: two policies that cut a batch alike meet the same errors. An error comes with the list's own
 * completion, so the caller knows of it when the DMA part ends. None of a failed list's folios counts as copied.
 */

/** Part `index` of `total` things dealt out to `parts`: the first ones get one more. */
function part(total: number, parts: number, index: number): number {
  return Math.floor((total + parts - 1 - index) / parts);
}

function fails({ seed, listErrorRate }: Faults, batch: string, list: number): boolean {
  return hashSeed(seed, `${batch}/${list}`) < listErrorRate * 2 ** 32;
}

/** Moves the folios of the lists that fail from the channels of `slot` to those that failed. */
export function failLists(sim: Simulator, slot: number): void {
  const s = sim.slots;
  const { faults, arrivals } = sim.episode;
  const { device } = sim.machine;
  if (!faults || !device || faults.listErrorRate === 0) return;
  const r = s.request[slot] ?? 0;
  const folios = s.dmaFolios[slot] ?? 0;
  const channels = s.granted[slot] ?? 1;
  const lists = deviceSubmissions(device, arrivals.folioBytes[r] ?? 0, Math.ceil(folios / channels));
  let failed = 0;
  for (let list = 0; list < channels * lists; list++) {
    if (!fails(faults, `${r}/${s.foliosLeft[slot]}`, list)) continue;
    failed += part(part(folios, channels, Math.floor(list / lists)), lists, list % lists);
  }
  s.dmaFolios[slot] = folios - failed;
  s.failed[slot] = (s.failed[slot] ?? 0) + failed;
}
