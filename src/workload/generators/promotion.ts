import { z } from 'zod';
import type { Platform } from '../../platform/platform.js';
import { heatSchema } from '../heat.js';
import { poisson, type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { THP, tierRequest } from '../tiers.js';
import { TokenBucket } from '../token-bucket.js';
import type { Workload } from '../workload.js';

/*
 * Promotion alone, under numa_balancing_promote_rate_limit, from the slow node to the fast one (tiers.ts). Each of
 * `promoters` threads finds hot folios by hint faults, a Poisson process; together they offer `offeredMBps`. A folio is
 * a THP with probability `thpShare`, else a base page, and is a request of its own (numa_misplaced, async).
 *
 * A token bucket of depth `burstMiB`, filled at `limitMBps`, lets a fault through or refuses it; a refused folio stays
 * where it is and is offered again as part of `offeredMBps`. The kernel counts in windows of one second: what a window
 * may hold can pass at its very beginning. A bucket of one second's depth is as bunched as that, a small one is steady.
 *
 * Magnitudes: 211.7 and 359.4 MB/s offered with and without hot page selection, 105.9 MB/s under the limit
 * (data/measurements/huang-2020-promotion-rates.csv).
 */
const schema = z.strictObject({
  events: z.int().min(1),
  promoters: z.int().min(1).max(32),
  offeredMBps: z.number().positive(),
  limitMBps: z.number().positive(),
  burstMiB: z.number().positive(),
  thpShare: z.number().min(0).max(1),
  hot: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
/** 1 MB/s = 10⁻³ bytes/ns. */
const MBPS = 1e-3;

function promoter(platform: Platform, p: Parameters, bucket: TokenBucket, caller: number): Stream {
  const basePage = platform.basePage.value;
  const meanFolio = p.thpShare * THP + (1 - p.thpShare) * basePage;
  const reason = 'numa_misplaced';
  return {
    caller,
    reason,
    gap: poisson((p.promoters * meanFolio) / (p.offeredMBps * MBPS)),
    make: (random, timeNs) => {
      const folioBytes = random.uniform() < p.thpShare ? THP : basePage;
      const mmCpus = 4 + random.below(28);
      if (!bucket.admits(folioBytes, timeNs)) return [];
      return [tierRequest(platform, { reason, caller, timeNs, folioBytes, folios: 1, mmCpus }, p.hot)];
    },
  };
}

export const promotion: Workload<Parameters> = {
  name: 'promotion',
  summary: 'promotion by hint faults under a rate limit, folio by folio',
  schema,
  open: async (platform, parameters) => (seed) => {
    const { promoters, limitMBps, burstMiB, events, tenants } = parameters;
    const bucket = new TokenBucket(limitMBps * MBPS, burstMiB * MIB);
    const streams = Array.from({ length: promoters }, (_, caller) => promoter(platform, parameters, bucket, caller));
    return streamEpisode(platform, { workload: 'promotion', seed, streams, events, tenants });
  },
};
