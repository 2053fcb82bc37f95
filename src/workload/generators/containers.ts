import { z } from 'zod';
import type { RandomStream } from '../../core/random.js';
import type { Reason } from '../../migration/vocabulary.js';
import type { Platform } from '../../platform/platform.js';
import { accountPlan, containerSchema, SYSTEM } from '../account-plan.js';
import { heatSchema } from '../heat.js';
import { poisson, type Stream, streamEpisode } from '../streams.js';
import { tenantLoadSchema } from '../tenant-load.js';
import { THP, tierRequest } from '../tiers.js';
import type { Workload } from '../workload.js';

/*
 * Containers with CPU accounts (account-plan.ts) on a machine with memory tiers. Their pages migrate by
 *
 *   move_pages   calls of the container's own process, a Poisson process of mean gap `moveGapMs`
 *   promotion    hint faults of its threads, one folio each, of mean gap `faultGapUs`
 *   an agent     move_pages calls of a process of the root cgroup, of mean gap `agentGapMs`, for another's pages
 *   kswapd       bursts of `burstCalls` demotions of 32 THPs or 64 base pages, of mean gap `burstGapMs`
 *
 * A container without `moveGapMs`, `faultGapUs` and `cold` causes no migration: it is there to suffer from others'. The
 * pages of the agent and of kswapd belong to a container drawn in proportion to `cold`. Calls of move_pages hold folios of
 * one size, `minMiB` to `maxMiB` (log-uniform) if THPs, with probability `thpShare`, else a 16th of that.
 */
const schema = z.strictObject({
  events: z.int().min(1),
  containers: z
    .array(
      containerSchema.extend({
        moveGapMs: z.number().positive().optional(),
        faultGapUs: z.number().positive().optional(),
        cold: z.number().min(0).default(0),
      }),
    )
    .min(1)
    .refine((list) => list.some(({ cold }) => cold > 0), 'some container must have `cold` pages'),
  periodMs: z.number().positive(),
  agentGapMs: z.number().positive(),
  burstGapMs: z.number().positive(),
  burstCalls: z.int().min(1),
  minMiB: z.number().positive(),
  maxMiB: z.number().positive(),
  thpShare: z.number().min(0).max(1),
  hot: heatSchema,
  cold: heatSchema,
  tenants: tenantLoadSchema,
});
type Parameters = z.infer<typeof schema>;

const MIB = 2 ** 20;
const MS = 1e6;
const US = 1e3;

/** A stream with the account that its caller runs in. */
interface AccountStream extends Stream {
  readonly account: number;
}

interface Batch {
  readonly folioBytes: number;
  readonly folios: number;
}

class Streams {
  readonly list: AccountStream[] = [];
  readonly #platform: Platform;
  readonly #parameters: Parameters;

  constructor(platform: Platform, parameters: Parameters) {
    this.#platform = platform;
    this.#parameters = parameters;
    const { agentGapMs, burstGapMs, burstCalls, cold, hot } = parameters;
    const region = (random: RandomStream): Batch => this.#region(random);
    parameters.containers.forEach(({ moveGapMs, faultGapUs }, index) => {
      const own = index + 1;
      if (moveGapMs) this.#add('syscall', own, moveGapMs * MS, 1, cold, region, () => own);
      if (faultGapUs)
        this.#add(
          'numa_misplaced',
          own,
          faultGapUs * US,
          1,
          hot,
          (random) => this.#folio(random),
          () => own,
        );
    });
    const anyOwner = (random: RandomStream): number => this.#coldOwner(random);
    this.#add('syscall', SYSTEM, agentGapMs * MS, 1, cold, region, anyOwner);
    this.#add('demotion', SYSTEM, burstGapMs * MS, burstCalls, cold, (random) => this.#scan(random), anyOwner);
  }

  /** Adds a caller of an account: at each of its moments so many calls, each with its folios and their owner. */
  #add(
    reason: Reason,
    account: number,
    gapNs: number,
    calls: number,
    heat: Parameters['hot'],
    size: (random: RandomStream) => Batch,
    ownerOf: (random: RandomStream) => number,
  ): void {
    const caller = this.list.length;
    const make: Stream['make'] = (random, timeNs) =>
      Array.from({ length: calls }, () => {
        const call = { reason, caller, timeNs, ...size(random), mmCpus: 4 + random.below(28) };
        return { ...tierRequest(this.#platform, call, heat), owner: ownerOf(random) };
      });
    this.list.push({ caller, reason, account, gap: poisson(gapNs), make });
  }

  #folioBytes(random: RandomStream): number {
    return random.uniform() < this.#parameters.thpShare ? THP : this.#platform.basePage.value;
  }

  #folio(random: RandomStream): Batch {
    return { folioBytes: this.#folioBytes(random), folios: 1 };
  }

  #scan(random: RandomStream): Batch {
    const folioBytes = this.#folioBytes(random);
    return { folioBytes, folios: folioBytes === THP ? 32 : 64 };
  }

  #region(random: RandomStream): Batch {
    const { minMiB, maxMiB } = this.#parameters;
    const folioBytes = this.#folioBytes(random);
    const bytes = minMiB * (maxMiB / minMiB) ** random.uniform() * MIB * (folioBytes === THP ? 1 : 1 / 16);
    return { folioBytes, folios: Math.max(1, Math.round(bytes / folioBytes)) };
  }

  #coldOwner(random: RandomStream): number {
    const { containers } = this.#parameters;
    let left = random.uniform() * containers.reduce((sum, { cold }) => sum + cold, 0);
    const found = containers.findIndex(({ cold }) => {
      left -= cold;
      return left < 0;
    });
    return found === -1 ? containers.findLastIndex(({ cold }) => cold > 0) + 1 : found + 1;
  }
}

export const containers: Workload<Parameters> = {
  name: 'containers',
  summary: 'containers with CPU quotas and weights: move_pages, promotion, an agent and kswapd migrate their pages',
  schema,
  open: async (platform, parameters) => {
    const { list } = new Streams(platform, parameters);
    const accounts = accountPlan(
      parameters,
      list.map(({ account }) => account),
    );
    const { events, tenants } = parameters;
    return (seed) => ({
      ...streamEpisode(platform, { workload: 'containers', seed, streams: list, events, tenants }),
      accounts,
    });
  },
};
