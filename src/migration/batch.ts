import type { BatchCap, Platform } from '../platform/platform.js';

/** How many folios of a size one batch holds under a cap; a folio larger than the cap is a batch of its own. */
export function foliosPerBatch(cap: BatchCap, folioBytes: number, basePage: number): number {
  switch (cap.unit) {
    case 'folios':
      return cap.limit;
    case 'pages':
      return Math.max(1, Math.floor((cap.limit * basePage) / folioBytes));
    case 'bytes':
      return Math.max(1, Math.floor(cap.limit / folioBytes));
    default:
      return cap.unit satisfies never;
  }
}

/** Entries of the page table that map one folio: one PMD, or a PTE for each base page. */
export interface Mapping {
  readonly order: number;
  readonly pmdMapped: boolean;
  readonly ptes: number;
}

export function mappingOf(platform: Platform, folioBytes: number): Mapping {
  const pages = folioBytes / platform.basePage.value;
  const pmdMapped = folioBytes >= platform.pmdSize.value;
  return { order: Math.round(Math.log2(pages)), pmdMapped, ptes: pmdMapped ? 0 : pages };
}
