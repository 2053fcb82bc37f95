import { readBatchSizer } from '../heuristics/batch-sizers/registry.js';
import type { DmaInterface } from '../platform/dma/driver.js';
import type { Contender } from './contender.js';

/**
 * What a contender runs under in place of what kernel and machine do today: another size of batches, decided before
 * unmap (needs a kernel change), or another way to hand folios to the DMA engine (needs another provider or engine).
 * Plain data, which can be sent to another thread.
 */
export interface Variant {
  /** A batch sizer's name or a cap, as "by-reason" or "64 folios". */
  readonly batch?: string;
  readonly dmaInterface?: DmaInterface;
}

/** A contender under a variant; the same one where there is none. */
export function contenderUnder(contender: Contender, variant: Variant | undefined): Contender {
  if (!variant) return contender;
  const { batch, dmaInterface } = variant;
  return {
    ...contender,
    ...(batch === undefined ? {} : { batching: readBatchSizer(batch, 'batchCaps') }),
    ...(dmaInterface === undefined ? {} : { dmaInterface }),
  };
}
