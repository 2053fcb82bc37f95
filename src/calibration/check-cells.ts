import { FoliotuneError } from '../core/errors.js';
import { type Impossibility, impossibility } from '../migration/possible.js';
import type { Platform } from '../platform/platform.js';
import { SOURCE, TARGET } from './judge.js';
import type { Cell } from './table.js';

/** The column a table has each number of a plan in. */
const COLUMN_OF: Readonly<Record<Impossibility['what'], string>> = {
  folioBytes: 'folio_bytes',
  folios: 'n_folios',
  workers: 'threads',
  channels: 'dma_channels',
};

function numberOf({ folioBytes, folios, plan }: Cell, what: Impossibility['what']): number {
  return { folioBytes, folios, workers: plan.workers, channels: plan.channels }[what];
}

/** @throws FoliotuneError `file-invalid` at the first cell that the platform could not have been measured in. */
export function checkCells(platform: Platform, cells: readonly Cell[]): void {
  for (const cell of cells) {
    const found = impossibility(platform, { ...cell, source: SOURCE, target: TARGET }, cell.plan);
    if (!found) continue;
    const path = `line ${cell.line}, ${COLUMN_OF[found.what]}`;
    throw new FoliotuneError('file-invalid', `${found.rule}; got ${numberOf(cell, found.what)}`, {
      file: cell.file,
      path,
    });
  }
}
