import type { Registered } from '../../core/registry.js';
import type { BatchTable } from '../../migration/batch-table.js';

/** A batch sizer that is written down as a table. */
export interface TabledSizer extends Registered {
  /** One line. */
  readonly summary: string;
  readonly table: BatchTable;
}
