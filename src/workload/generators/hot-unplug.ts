import { z } from 'zod';
import type { RandomStream } from '../../core/random.js';
import type { MigrationRequest } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { heatOf, heatSchema } from '../heat.js';
import { type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { FAST, slowNode, THP } from '../tiers.js';
import type { Workload } from '../workload.js';

/*
 * Memory hot-unplug: the slow node (tiers.ts) is taken offline, memory block after memory block, into node 0 (memory_hotplug, sync). One
 * caller asks for a block of `blockMiB` every `paceMs`, uniform from half to one and a half of that, and takes them
 * strictly in turn: at a short pace the evacuation runs back to back at whatever speed the copies reach.
 *
 * A block's occupancy is uniform in `occupancy`, the part of that in THPs uniform in `thpPart`, the rest base pages. A
 * request has folios of one size, so a block is two requests, THPs first; the kernel's list holds both. No block is
 * quite empty.
 */
const fraction = z.number().min(0).max(1);
const schema = z.strictObject({
  /** Of requests. */
  events: z.int().min(1),
  /** 128 MiB on x86-64, up to 2 GiB on machines with much memory. */
  blockMiB: z.number().min(2),
  paceMs: z.number().positive(),
  occupancy: z.tuple([fraction, fraction]),
  thpPart: z.tuple([fraction, fraction]),
  heat: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
const MS = 1e6;

function between([low, high]: readonly [number, number], random: RandomStream): number {
  return low + (high - low) * random.uniform();
}

function block(platform: Platform, p: Parameters, random: RandomStream, timeNs: number): MigrationRequest[] {
  const bytes = between(p.occupancy, random) * p.blockMiB * MIB;
  const thps = Math.round((between(p.thpPart, random) * bytes) / THP);
  const mmCpus = 1 + random.below(32);
  const basePage = platform.basePage.value;
  const request = (folioBytes: number, folios: number): MigrationRequest => ({
    timeNs,
    folioBytes,
    folios,
    source: slowNode(platform),
    target: FAST,
    reason: 'memory_hotplug',
    mode: 'sync',
    owner: 0,
    caller: 0,
    callerNode: FAST,
    ...heatOf(p.heat, folioBytes),
    mmCpus,
  });
  const pages = Math.max(thps === 0 ? 1 : 0, Math.round((bytes - thps * THP) / basePage));
  return [request(THP, thps), request(basePage, pages)].filter(({ folios }) => folios > 0);
}

export const hotUnplug: Workload<Parameters> = {
  name: 'hot-unplug',
  summary: 'memory hot-unplug: a long sequential evacuation of a node, block by block',
  schema,
  open: async (platform, parameters) => {
    const { events, tenants, paceMs } = parameters;
    const stream: Stream = {
      caller: 0,
      reason: 'memory_hotplug',
      gap: (random) => paceMs * MS * (0.5 + random.uniform()),
      make: (random, timeNs) => block(platform, parameters, random, timeNs),
    };
    return (seed) => streamEpisode(platform, { workload: 'hot-unplug', seed, streams: [stream], events, tenants });
  },
};
