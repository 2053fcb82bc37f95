import type { TabledSizer } from './tabled-sizer.js';

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
const SMALL = Object.freeze({ pmd: '32 folios', pte: '32 folios' });

export const byReason: TabledSizer = {
  name: 'by-reason',
  summary: '32 folios where somebody waits for them (numa_misplaced, syscall, longterm_pin), else 512',
  table: {
    default: { pmd: '512 folios', pte: '512 folios' },
    reasons: { syscall: SMALL, numa_misplaced: SMALL, longterm_pin: SMALL },
  },
};
