import type { BatchSizer } from '../../migration/batch-sizer.js';
import type { Reason } from '../../migration/vocabulary.js';

/*
 * Small batches where somebody waits for the folios, large ones where nobody does:
 *
 *   numa_misplaced   a thread touched the folio a moment ago and will again
 *   syscall          the caller waits, and its threads go on using what it moves
 *   longterm_pin     the caller waits
 *
 * Everything else takes cold folios (demotion, damon) or serves the allocator (compaction, memory_hotplug,
 * contig_range), where nothing but throughput counts. The sizes are a default that nobody has tuned: 2 MiB is one PMD
 * folio or 512 base pages, mainline's cap on x86; 512 folios is the cap of the offload series.
 */
const AWAITED: ReadonlySet<Reason> = new Set(['numa_misplaced', 'syscall', 'longterm_pin']);
const SMALL = Object.freeze({ limit: 2 ** 21, unit: 'bytes' } as const);
const LARGE = Object.freeze({ limit: 512, unit: 'folios' } as const);

export const byReason: BatchSizer = {
  name: 'by-reason',
  summary: '2MiB where somebody waits for the folios (numa_misplaced, syscall, longterm_pin), else 512 folios',
  capFor: ({ reason }) => (AWAITED.has(reason) ? SMALL : LARGE),
};
