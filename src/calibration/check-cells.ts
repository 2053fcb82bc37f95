import { FoliotuneError } from '../core/errors.js';
import { type Impossibility, impossibility } from '../migration/possible.js';
import type { Platform } from '../platform/platform.js';
import { SOURCE, TARGET } from './judge.js';
import { countsCycles } from './metric.js';
import type { MeasuredCell } from './table.js';

/** The column a table has each number of a plan in. */
const COLUMN_OF: Readonly<Record<Impossibility['what'], string>> = {
  folioBytes: 'folio_bytes',
  folios: 'n_folios',
  workers: 'threads',
  channels: 'dma_channels',
};

function numberOf({ folioBytes, folios, plan }: MeasuredCell, what: Impossibility['what']): number {
  return { folioBytes, folios, workers: plan.workers, channels: plan.channels }[what];
}

/** What a cell says of a request; a single copy may have any size, where a folio has not. */
function wantedOf(platform: Platform, { metric, folioBytes, folios }: MeasuredCell) {
  const place = { source: SOURCE, target: TARGET };
  if (metric === 'copy-latency') return { ...place, folioBytes: platform.basePage.value, folios: 1 };
  return { ...place, folioBytes, folios };
}

/** @throws FoliotuneError `file-invalid` at the first cell that the platform could not have been measured in. */
export function checkCells(platform: Platform, cells: readonly MeasuredCell[]): void {
  for (const cell of cells) {
    const place = { file: cell.file, path: `line ${cell.line}` };
    if (countsCycles(cell.metric) && !platform.clock) {
      const hint = 'give the platform a "clock", such as "2GHz"';
      throw new FoliotuneError('file-invalid', `platform ${platform.name} has no clock to count cycles by`, {
        ...place,
        hint,
      });
    }
    const found = impossibility(platform, wantedOf(platform, cell), cell.plan);
    if (!found) continue;
    const path = `${place.path}, ${COLUMN_OF[found.what]}`;
    throw new FoliotuneError('file-invalid', `${found.rule}; got ${numberOf(cell, found.what)}`, { ...place, path });
  }
}
