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
 * contig_range), where throughput is thought to count alone. 512 folios is the cap of the offload series; 32 keeps 95 %
 * of its throughput with 16 channels and 2 MiB folios on zen3-ptdma (`simulate --batch 32folios`).
 */
const AWAITED: ReadonlySet<Reason> = new Set(['numa_misplaced', 'syscall', 'longterm_pin']);
const SMALL = Object.freeze({ limit: 32, unit: 'folios' } as const);
const LARGE = Object.freeze({ limit: 512, unit: 'folios' } as const);

export const byReason: BatchSizer = {
  name: 'by-reason',
  summary: '32 folios where somebody waits for them (numa_misplaced, syscall, longterm_pin), else 512',
  capFor: ({ reason }) => (AWAITED.has(reason) ? SMALL : LARGE),
};
