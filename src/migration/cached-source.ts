import type { Platform } from '../platform/platform.js';
import type { Route } from '../platform/route.js';
import type { CopyPlan } from './vocabulary.js';

/*
 * What a copy worker waits for where its source may still lie in the last-level cache [ns]:
 *
 *   wait = h · min(target, route) + (1 − h) · route
 *   h    = cachedSource · clip(C ÷ R − 1, 0, 1)
 *
 *   route    latency from the workers' side to the memory that is farther (platform/route.ts)
 *   target   latency from the workers' side to the target's memory: a temporal store reads its line first (write
 *            allocate), which remains to be waited for when the source's line comes from the cache
 *   C, R     last-level cache of a complex; bytes of the whole call
 *
 * h is an LRU cache's stack distance (Mattson and others 1970): a region touched from its first byte to its last and then
 * copied in that order finds the line at byte x after R − x bytes of source and x of copied source and x of target have
 * passed, R + x in all: a hit while x ≤ C − R. Up to half the cache every line hits, from the whole cache on none does.
 *
 * cachedSource is no property of the hardware but of who touched the pages last: 1 where that was a core beside the
 * workers just before the call (the benchmark of garg-v1: 494 cycles a page for 2 MiB, 805 for 1 GiB), 0 where it was long
 * ago or elsewhere (garg-v3: 16 MiB go no faster than 1 GiB). A line in another complex's cache comes at about the latency
 * of local memory, so that workers there wait as long. What such a copy takes of memory and links that others share is
 * counted as if it were cold.
 */

/** Share of a call's source lines that come from the last-level cache. */
export function cachedShare(platform: Platform, callBytes: number): number {
  const { cachedSource, lastLevelCache } = platform.cpuCopy;
  return cachedSource.value * Math.min(1, Math.max(0, lastLevelCache.value / callBytes - 1));
}

/** What one of a worker's lines waits for, by the size of the whole call [ns]. */
export function copyLatencyNs(platform: Platform, route: Route, side: CopyPlan['side'], callBytes: number): number {
  const far = side === 'pull' ? route.pullLatencyNs : route.pushLatencyNs;
  const target = side === 'pull' ? (platform.nodes[route.target]?.latency.value ?? far) : route.pushLatencyNs;
  const share = cachedShare(platform, callBytes);
  return share * Math.min(target, far) + (1 - share) * far;
}
