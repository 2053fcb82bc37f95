import { z } from 'zod';
import type { RandomStream } from '../../core/random.js';
import type { MigrationRequest, Mode } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { heatOf, heatSchema } from '../heat.js';
import { poisson, type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { FAST } from '../tiers.js';
import type { Workload } from '../workload.js';

/*
 * Compaction: short lists of single base pages. Each of `allocators` tasks wants a huge page after an exponential gap
 * of mean `allocationGapMs` and compacts directly (async); kcompactd does so every `daemonGapMs` (exponential,
 * sync_light). Either empties pageblocks with a geometric number of lists of mean `listsPerRun`, `scanUs` apart
 * (exponential). A list is full, 32 pages (COMPACT_CLUSTER_MAX), with probability `fullShare`, else 1 to 31 (uniform).
 * The pages stay on their node, node 0.
 */
const schema = z.strictObject({
  events: z.int().min(1),
  allocators: z.int().min(1).max(32),
  allocationGapMs: z.number().positive(),
  daemonGapMs: z.number().positive(),
  listsPerRun: z.number().min(1),
  fullShare: z.number().min(0).max(1),
  scanUs: z.number().positive(),
  heat: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MS = 1e6;
const US = 1e3;
const FULL_LIST = 32;

function list(p: Parameters, random: RandomStream): number {
  return random.uniform() < p.fullShare ? FULL_LIST : 1 + random.below(FULL_LIST - 1);
}

function compactor(platform: Platform, p: Parameters, caller: number, mode: Mode, gapMs: number): Stream {
  const reason = 'compaction';
  const folioBytes = platform.basePage.value;
  const shared = {
    folioBytes,
    source: FAST,
    target: FAST,
    reason,
    mode,
    owner: caller,
    caller,
    callerNode: FAST,
  } as const;
  return {
    caller,
    reason,
    gap: poisson(gapMs * MS),
    make: (random, beginNs) => {
      const requests: MigrationRequest[] = [];
      let timeNs = beginNs;
      do {
        const folios = list(p, random);
        requests.push({ ...shared, timeNs, folios, ...heatOf(p.heat, folioBytes), mmCpus: 1 + random.below(16) });
        timeNs += random.exponential(p.scanUs * US);
      } while (random.uniform() * p.listsPerRun >= 1);
      return requests;
    },
  };
}

export const compaction: Workload<Parameters> = {
  name: 'compaction',
  summary: 'compaction by allocating tasks and kcompactd: runs of short lists of base pages',
  schema,
  open: async (platform, parameters) => {
    const { allocators, allocationGapMs, daemonGapMs, events, tenants } = parameters;
    const direct = Array.from({ length: allocators }, (_, caller) =>
      compactor(platform, parameters, caller, 'async', allocationGapMs),
    );
    const streams = [...direct, compactor(platform, parameters, allocators, 'sync_light', daemonGapMs)];
    return (seed) => streamEpisode(platform, { workload: 'compaction', seed, streams, events, tenants });
  },
};
