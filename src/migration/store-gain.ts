import type { Platform } from '../platform/platform.js';
import { memoryReads, memoryWrites } from '../platform/resources.js';
import { routeBetween } from '../platform/route.js';
import { cpuTraffic, type Traffic } from './copy-traffic.js';
import type { Stores } from './vocabulary.js';

/*
 * What non-temporal stores gain over temporal ones where a region is only written, by its size:
 *
 *   gain = lines the memory moves for a temporal store ÷ those for a non-temporal one     above the last-level cache
 *        = nonTemporalPenalty                                                             up to it
 *
 * The lines are the weights of copy-traffic.ts at the target, with which copies share memory. A copy reads its source as
 * well, so that it gains less: nonTemporalGain.
 */
export function pureStoreGain(platform: Platform, regionBytes: number): number {
  const { lastLevelCache, nonTemporalPenalty } = platform.cpuCopy;
  if (regionBytes <= lastLevelCache.value) return nonTemporalPenalty.value;
  return targetLines(platform, 'temporal') / targetLines(platform, 'nontemporal');
}

function targetLines(platform: Platform, stores: Stores): number {
  const route = routeBetween(platform, 0, 1);
  const atTarget = [memoryReads(route.target), memoryWrites(route.target)];
  const traffic: Traffic = cpuTraffic(platform, route, { side: 'pull', stores });
  return traffic.reduce((sum, [resource, weight]) => sum + (atTarget.includes(resource) ? weight : 0), 0);
}
