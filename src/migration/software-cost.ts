import type { Platform } from '../platform/platform.js';
import { mappingOf } from './batch.js';

/*
 * Software cost of one batch of n equal folios, beside its copy [ns]:
 *
 *   unmap + remap = n · (perFolio + perCostlyFolio·[order > costlyOrder and not PMD-mapped] + perPte·ptes + perPmd·[PMD-mapped])
 *   unmap         = unmapShare of that
 *   flush         = perBatch + flushRemote·[c > 1] + flushPerCpu·(c − 1)      c: CPUs in the mm's mask
 *
 * Orders above costlyOrder (3, PAGE_ALLOC_COSTLY_ORDER) miss the per-CPU page lists; a PMD-sized folio has a list of
 * its own. Source of the form: garg-v3 tables; of the flush: Amit 2019.
 */

/** Unmapping and remapping one folio, both together [ns]. */
export function folioCostNs(platform: Platform, folioBytes: number): number {
  const path = platform.kernelPath;
  const { order, pmdMapped, ptes } = mappingOf(platform, folioBytes);
  const costly = order > path.costlyOrder && !pmdMapped ? path.perCostlyFolio.value : 0;
  return path.perFolio.value + costly + path.perPte.value * ptes + (pmdMapped ? path.perPmd.value : 0);
}

/** One batched TLB flush [ns]. */
export function flushNs(platform: Platform, mmCpus: number): number {
  const path = platform.kernelPath;
  const others = Math.max(0, mmCpus - 1);
  return path.perBatch.value + (others > 0 ? path.flushRemote.value : 0) + path.flushPerCpu.value * others;
}
