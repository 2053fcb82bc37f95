import { z } from 'zod';
import type { RandomStream } from '../core/random.js';
import type { Platform } from '../platform/platform.js';
import { heatSchema } from './heat.js';
import { poisson, type Stream } from './streams.js';
import { tenantLoadSchema } from './tenant-load.js';
import { THP, tierRequest } from './tiers.js';

/*
 * Memory tiering between a fast node and a slow one (tiers.ts):
 *
 *   promotion  hint faults: each of `promoters` application threads finds one hot folio after an exponential gap of mean
 *              `faultGapUs`; it is a THP with probability `thpShare`, else a base page. numa_misplaced migrates one folio
 *   batches    a promotion daemon (damon) moves a batch of 16 to 256 hot base pages or 2 to 32 THPs every `daemonGapMs`
 *   demotion   kswapd of the fast node demotes in bursts: a burst every `burstGapMs` (exponential) of `burstCalls` calls
 *              of 32 to 64 folios, 64 base pages as traces show, or THPs with probability `thpShare`
 *   flood      optionally move_pages calls of `floodMiB` of cold THPs every `floodGapMs`, which compete for the engines
 */
export const tieringFields = {
  events: z.int().min(1),
  promoters: z.int().min(1).max(32),
  faultGapUs: z.number().positive(),
  thpShare: z.number().min(0).max(1),
  daemonGapMs: z.number().positive(),
  burstGapMs: z.number().positive(),
  burstCalls: z.int().min(1),
  floodGapMs: z.number().positive().optional(),
  floodMiB: z.number().positive().optional(),
  hot: heatSchema,
  cold: heatSchema,
  tenants: tenantLoadSchema,
};
export type TieringParameters = z.infer<z.ZodObject<typeof tieringFields>>;

const US = 1e3;
const MS = 1e6;

type Size = (random: RandomStream) => number;

function promoter(platform: Platform, p: TieringParameters, caller: number, size: Size): Stream {
  const reason = 'numa_misplaced';
  return {
    caller,
    reason,
    gap: poisson(p.faultGapUs * US),
    make: (random, timeNs) => {
      const folioBytes = size(random);
      return [
        tierRequest(platform, { reason, caller, timeNs, folioBytes, folios: 1, mmCpus: 4 + random.below(28) }, p.hot),
      ];
    },
  };
}

function daemon(platform: Platform, p: TieringParameters, caller: number, size: Size): Stream {
  const reason = 'damon';
  return {
    caller,
    reason,
    gap: poisson(p.daemonGapMs * MS),
    make: (random, timeNs) => {
      const folioBytes = size(random);
      const folios = Math.round((folioBytes === THP ? 2 : 16) * 16 ** random.uniform());
      return [
        tierRequest(platform, { reason, caller, timeNs, folioBytes, folios, mmCpus: 4 + random.below(28) }, p.hot),
      ];
    },
  };
}

function kswapd(platform: Platform, p: TieringParameters, caller: number, size: Size): Stream {
  const reason = 'demotion';
  return {
    caller,
    reason,
    gap: poisson(p.burstGapMs * MS),
    make: (random, timeNs) =>
      Array.from({ length: p.burstCalls }, () => {
        const folioBytes = size(random);
        const folios = folioBytes === THP ? 32 : 64;
        return tierRequest(
          platform,
          { reason, caller, timeNs, folioBytes, folios, mmCpus: 1 + random.below(16) },
          p.cold,
        );
      }),
  };
}

function flood(platform: Platform, p: TieringParameters, caller: number): Stream[] {
  const { floodGapMs, floodMiB } = p;
  if (floodGapMs === undefined || floodMiB === undefined) return [];
  const reason = 'syscall';
  const folios = Math.max(1, Math.round((floodMiB * 2 ** 20) / THP));
  const make: Stream['make'] = (_, timeNs) => [
    tierRequest(platform, { reason, caller, timeNs, folioBytes: THP, folios, mmCpus: 1 }, p.cold),
  ];
  return [{ caller, reason, gap: poisson(floodGapMs * MS), make }];
}

/** Callers are the promoters, then the daemon, kswapd and the flood. */
export function tieringStreams(platform: Platform, p: TieringParameters): Stream[] {
  const size: Size = (random) => (random.uniform() < p.thpShare ? THP : platform.basePage.value);
  return [
    ...Array.from({ length: p.promoters }, (_, caller) => promoter(platform, p, caller, size)),
    daemon(platform, p, p.promoters, size),
    kswapd(platform, p, p.promoters + 1, size),
    ...flood(platform, p, p.promoters + 2),
  ];
}
