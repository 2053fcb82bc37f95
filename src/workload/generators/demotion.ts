import { z } from 'zod';
import type { RandomStream } from '../../core/random.js';
import type { MigrationRequest } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { heatSchema } from '../heat.js';
import { type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { THP, tierRequest } from '../tiers.js';
import type { Workload } from '../workload.js';

/*
 * Demotion alone: the watermark cycle of the fast node's kswapd. Allocations of `allocationMBps` take the free memory
 * down; at the low watermark kswapd wakes and demotes until `watermarkGapMiB` are free again, the high one. From one
 * wake-up to the next it takes gap ÷ rate on average, uniform from half to one and a half of that.
 *
 * A wake-up's calls come `scanUs` apart (exponential), the time to scan for them; where moving takes longer, calls wait
 * for one another, as in the kernel's loop. A call is one THP with probability `thpCalls`, else 57 to 64 base pages
 * (uniform): so do the recorded 6.12 traces show it (data/traces), where 32 pages from each of two lists make a call.
 */
const schema = z.strictObject({
  events: z.int().min(1),
  allocationMBps: z.number().positive(),
  watermarkGapMiB: z.number().positive(),
  scanUs: z.number().positive(),
  thpCalls: z.number().min(0).max(1),
  cold: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
const US = 1e3;
/** 1 MB/s = 10⁻³ bytes/ns. */
const MBPS = 1e-3;
const FEWEST_PAGES = 57;
const MOST_PAGES = 64;

function wakeUp(platform: Platform, p: Parameters, random: RandomStream, beginNs: number): MigrationRequest[] {
  const requests: MigrationRequest[] = [];
  let timeNs = beginNs;
  for (let left = p.watermarkGapMiB * MIB; left > 0; ) {
    const thp = random.uniform() < p.thpCalls;
    const folioBytes = thp ? THP : platform.basePage.value;
    const folios = thp ? 1 : FEWEST_PAGES + random.below(MOST_PAGES - FEWEST_PAGES + 1);
    const mmCpus = 1 + random.below(16);
    requests.push(tierRequest(platform, { reason: 'demotion', caller: 0, timeNs, folioBytes, folios, mmCpus }, p.cold));
    left -= folios * folioBytes;
    timeNs += random.exponential(p.scanUs * US);
  }
  return requests;
}

function kswapd(platform: Platform, p: Parameters): Stream {
  const cycleNs = (p.watermarkGapMiB * MIB) / (p.allocationMBps * MBPS);
  return {
    caller: 0,
    reason: 'demotion',
    gap: (random) => cycleNs * (0.5 + random.uniform()),
    make: (random, timeNs) => wakeUp(platform, p, random, timeNs),
  };
}

export const demotion: Workload<Parameters> = {
  name: 'demotion',
  summary: 'demotion by kswapd in bursts, from the low watermark to the high one',
  schema,
  open: async (platform, parameters) => {
    const streams = [kswapd(platform, parameters)];
    const { events, tenants } = parameters;
    return (seed) => streamEpisode(platform, { workload: 'demotion', seed, streams, events, tenants });
  },
};
