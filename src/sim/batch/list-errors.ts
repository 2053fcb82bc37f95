import { hashSeed } from '../../core/random.js';
import { deviceSubmissions } from '../../platform/dma/interface.js';
import type { Faults } from '../../workload/faults.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';

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

/** Moves the folios of the lists that fail from the channels of a batch to those that failed. */
export function failLists({ episode, machine }: Pick<SimState, 'episode' | 'machine'>, batch: Batch): void {
  const { faults, arrivals } = episode;
  const { device } = machine;
  if (!faults || !device || faults.listErrorRate === 0) return;
  const { request, foliosLeft, dmaFolios: folios, granted: channels } = batch;
  const lists = deviceSubmissions(device, arrivals.folioBytes[request] as number, Math.ceil(folios / channels));
  let failed = 0;
  for (let list = 0; list < channels * lists; list++) {
    if (!fails(faults, `${request}/${foliosLeft}`, list)) continue;
    failed += part(part(folios, channels, Math.floor(list / lists)), lists, list % lists);
  }
  batch.dmaFolios = folios - failed;
  batch.failed += failed;
}
