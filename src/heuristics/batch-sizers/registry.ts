import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import { Registry } from '../../core/registry.js';
import { readBatchCap } from '../../migration/batch-cap.js';
import { type BatchSizer, fixedSizer, MAINLINE } from '../../migration/batch-sizer.js';
import { type BatchTable, batchChoiceText, readBatchChoice, tableSizer } from '../../migration/batch-table.js';
import { byMapping } from './by-mapping.js';
import { byReason } from './by-reason.js';
import type { TabledSizer } from './tabled-sizer.js';

/** Every rule that decides a batch's size before unmap, beside fixed caps; a new one is a file and a line here. */
export const BATCH_SIZERS = new Registry<TabledSizer>('batch sizer', [byReason, byMapping]);

/**
 * The sizer that a text names: a rule of the registry, or a cap such as "512 folios" or "64MiB".
 * @throws FoliotuneError `usage` naming `path`, the rule and the value.
 */
export function readBatchSizer(text: string, path: string): BatchSizer {
  if (!BATCH_SIZERS.has(text)) return fixedSizer(readBatchCap(text, path));
  const { name, summary, table } = BATCH_SIZERS.get(text);
  return tableSizer(table, name, summary);
}

/**
 * The table that a text names: a rule of the registry, a cap for everything, or "mainline" for everything.
 * @throws FoliotuneError `usage` naming `path`, the rule, the value and the nearest rule.
 */
export function readBatchTable(text: string, path: string): BatchTable {
  if (BATCH_SIZERS.has(text)) return BATCH_SIZERS.get(text).table;
  try {
    const same = batchChoiceText(readBatchChoice(text, path));
    return { default: { pmd: same, pte: same } };
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    const names = [...BATCH_SIZERS.names, MAINLINE];
    const rule = `is neither a batch sizer nor a cap; got "${text}"`;
    throw new FoliotuneError('usage', rule, { path, hint: nameHint(text, names) }, { cause: error });
  }
}
