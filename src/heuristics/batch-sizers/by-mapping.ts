import type { TabledSizer } from './tabled-sizer.js';

/*
 * Fewer folios where each is copied for long: 8 that are mapped by a PMD (16 MiB on x86), 32 that are mapped by PTEs,
 * whatever the reason. A PMD folio's copy outweighs what a batch costs beside it already; small folios need some
 * company to share the flush and the set-up. The two numbers are read off a sweep of one cap for all (1, 8, 16, 32, 128,
 * 512 folios) with the untuned three-parameter rule, one episode of each scenario of zen3-ptdma: 8 cost least in
 * tiering-churn, whose folios a PMD maps, 32 in tiering-base, whose folios PTEs map. No other machine was tried.
 */
export const byMapping: TabledSizer = {
  name: 'by-mapping',
  summary: '8 folios that are mapped by a PMD, 32 that are mapped by PTEs',
  table: { default: { pmd: '8 folios', pte: '32 folios' } },
};
