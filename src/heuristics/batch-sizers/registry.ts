import { Registry } from '../../core/registry.js';
import { readBatchCap } from '../../migration/batch-cap.js';
import { type BatchSizer, fixedSizer } from '../../migration/batch-sizer.js';
import { byMapping } from './by-mapping.js';
import { byReason } from './by-reason.js';

/** Every rule that decides a batch's size before unmap, beside fixed caps; a new one is a file and a line here. */
export const BATCH_SIZERS = new Registry<BatchSizer>('batch sizer', [byReason, byMapping]);

/**
 * The sizer that a text names: a rule of the registry, or a cap such as "512 folios" or "64MiB".
 * @throws FoliotuneError `usage` naming `path`, the rule and the value.
 */
export function readBatchSizer(text: string, path: string): BatchSizer {
  return BATCH_SIZERS.has(text) ? BATCH_SIZERS.get(text) : fixedSizer(readBatchCap(text, path));
}
