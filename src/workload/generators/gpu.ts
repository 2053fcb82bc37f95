import { z } from 'zod';
import type { RandomStream } from '../../core/random.js';
import type { MigrationRequest } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { heatOf, heatSchema } from '../heat.js';
import { poisson, type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { FAST, slowNode, THP } from '../tiers.js';
import type { Workload } from '../workload.js';

/*
 * Prefetch into GPU memory (the slow node of tiers.ts) and eviction back to the host's (node 0). Each of `streams` streams of GPU work
 * begins a phase after an exponential gap of mean `phaseMs` and prefetches its region: a size log-uniform between
 * `minMiB` and `maxMiB`, in THPs (syscall, sync, hot: the GPU waits). GPU memory holds `capacityMiB`; where a region
 * finds too little room, the oldest regions are evicted at the same moment (demotion, async, cold) by a further caller.
 *
 * Only two nodes are needed: on a machine without a GPU node the same traffic goes to the second socket.
 */
const schema = z
  .strictObject({
    events: z.int().min(1),
    streams: z.int().min(1).max(32),
    phaseMs: z.number().positive(),
    minMiB: z.number().min(2),
    maxMiB: z.number().min(2),
    capacityMiB: z.number().min(2),
    hot: heatSchema,
    cold: heatSchema,
    tenants: tenantLoadSchema,
  })
  .refine(({ minMiB, maxMiB }) => minMiB <= maxMiB, { path: ['minMiB'], error: 'must be at most maxMiB' })
  .refine(({ maxMiB, capacityMiB }) => maxMiB <= capacityMiB, {
    path: ['maxMiB'],
    error: 'must be at most capacityMiB',
  });
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
const MS = 1e6;

/** Regions in GPU memory, oldest first. */
class Residence {
  readonly #room: number;
  readonly #regions: number[] = [];
  #held = 0;

  /** @param room [folios] */
  constructor(room: number) {
    this.#room = room;
  }

  /** Takes a region in; returns the regions that had to leave for it [folios]. */
  take(folios: number): number[] {
    const leaving: number[] = [];
    while (this.#held + folios > this.#room) {
      const oldest = this.#regions.shift() ?? 0;
      this.#held -= oldest;
      leaving.push(oldest);
    }
    this.#regions.push(folios);
    this.#held += folios;
    return leaving;
  }
}

function regionFolios({ minMiB, maxMiB }: Parameters, random: RandomStream): number {
  return Math.max(1, Math.floor((minMiB * (maxMiB / minMiB) ** random.uniform() * MIB) / THP));
}

function prefetcher(platform: Platform, p: Parameters, residence: Residence, caller: number): Stream {
  const gpuNode = slowNode(platform);
  const prefetch = { source: FAST, target: gpuNode, reason: 'syscall', mode: 'sync', caller } as const;
  const eviction = { source: gpuNode, target: FAST, reason: 'demotion', mode: 'async', caller: p.streams } as const;
  const shared = { folioBytes: THP, owner: caller, callerNode: FAST };
  return {
    caller,
    reason: 'syscall',
    gap: poisson(p.phaseMs * MS),
    make: (random, timeNs): MigrationRequest[] => {
      const folios = regionFolios(p, random);
      const mmCpus = 1 + random.below(8);
      const leaving = residence.take(folios);
      return [
        ...leaving.map((left) => ({ ...shared, ...eviction, timeNs, folios: left, ...heatOf(p.cold, THP), mmCpus })),
        { ...shared, ...prefetch, timeNs, folios, ...heatOf(p.hot, THP), mmCpus },
      ];
    },
  };
}

export const gpu: Workload<Parameters> = {
  name: 'gpu',
  summary: 'prefetch of large regions of THPs into GPU memory, eviction of the oldest back',
  schema,
  open: async (platform, parameters) => (seed) => {
    const { events, tenants, capacityMiB } = parameters;
    const callers = parameters.streams + 1;
    const residence = new Residence(Math.floor((capacityMiB * MIB) / THP));
    const prefetchers = Array.from({ length: parameters.streams }, (_, caller) =>
      prefetcher(platform, parameters, residence, caller),
    );
    return streamEpisode(platform, { workload: 'gpu', seed, streams: prefetchers, callers, events, tenants });
  },
};
