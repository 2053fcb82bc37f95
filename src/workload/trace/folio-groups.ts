import type { PageCounts } from './events.js';

/** A base page [bytes] of the kernels whose events are read. */
const BASE_PAGE = 4096;

/** A PMD-mapped THP [bytes]. */
const THP = 2 * 1024 * 1024;

/** Base pages in one THP. */
const THP_PAGES = THP / BASE_PAGE;

/** The folios of one size that a request moved, and the pages of that size it failed to move. */
export interface FolioGroup {
  readonly folioBytes: number;
  readonly folios: number;
  readonly failedPages: number;
}

/**
 * What a request moved, by folio size. nr_succeeded counts base pages and nr_thp_succeeded THPs, so
 *
 *     pages of 4 KiB = nr_succeeded − 512 · nr_thp_succeeded
 *
 * which also holds what the events do not tell apart: mTHPs and hugetlb pages. Failed pages are divided alike: a
 * THP that failed whole counts 512 of nr_failed, a split one at most 1. A size of which nothing moved has no group, and its
 * failed pages go to the other; a request that moved nothing has no groups.
 * @returns THPs first; null where the counts contradict each other (a THP of another size, or damage).
 */
export function folioGroups(counts: PageCounts): readonly FolioGroup[] | null {
  const basePages = counts.pagesMoved - THP_PAGES * counts.thpsMoved;
  if (basePages < 0) return null;
  const ofThps = Math.min(counts.pagesFailed, THP_PAGES * Math.max(0, counts.thpsFailed - counts.thpsSplit));
  const thpFailed = basePages === 0 ? counts.pagesFailed : ofThps;
  const baseFailed = counts.thpsMoved === 0 ? counts.pagesFailed : counts.pagesFailed - ofThps;
  return [
    { folioBytes: THP, folios: counts.thpsMoved, failedPages: thpFailed },
    { folioBytes: BASE_PAGE, folios: basePages, failedPages: baseFailed },
  ].filter((group) => group.folios > 0);
}
