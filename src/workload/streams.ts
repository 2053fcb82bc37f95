import { type RandomStream, randomStream } from '../core/random.js';
import type { MigrationRequest, Reason } from '../migration/vocabulary.js';
import type { Platform } from '../platform/platform.js';
import { arrivalsOn } from './arrivals-on.js';
import type { Episode } from './episode.js';
import { type LoadShape, STEPS } from './load-shape.js';
import { generateTenantLoad, type TenantLoadParameters } from './tenant-load.js';

/** What one kernel context issues over time: moments some gap apart, each with its requests. */
export interface Stream {
  /** Callers are numbered from 0 on. */
  readonly caller: number;
  readonly reason: Reason;
  /** Time to the stream's next moment [ns]. */
  gap(random: RandomStream): number;
  /** The requests of one moment: they come at `timeNs` or later, and there may be none. */
  make(random: RandomStream, timeNs: number): MigrationRequest[];
}

/** Gaps of a Poisson process of mean `meanNs`. */
export function poisson(meanNs: number): Stream['gap'] {
  return (random) => random.exponential(meanNs);
}

/** What makes an episode of streams. */
export interface StreamEpisode {
  /** The workload's name: its streams' random numbers are their own. */
  readonly workload: string;
  readonly seed: number;
  readonly streams: readonly Stream[];
  /** Kernel contexts, where there are more than streams. */
  readonly callers?: number;
  /** The episode ends with the moment at which so many requests have come. */
  readonly events: number;
  readonly tenants: TenantLoadParameters;
  readonly shape?: LoadShape;
}

/** Moments of all streams, in the order of time, until `events` requests have come. */
function arrive({ workload, seed, streams, events }: StreamEpisode): MigrationRequest[] {
  const sources = streams.map((stream) => {
    const random = randomStream(seed, `workload/${workload}/${stream.reason}/${stream.caller}`);
    return { stream, random, next: stream.gap(random) };
  });
  const requests: MigrationRequest[] = [];
  while (requests.length < events) {
    let first = sources[0] as (typeof sources)[number];
    for (const source of sources) if (source.next < first.next) first = source;
    requests.push(...first.stream.make(first.random, first.next));
    first.next += first.stream.gap(first.random);
  }
  return requests;
}

/** The episode of some streams; tenants' load is drawn for twice the time in which requests come. */
export function streamEpisode(platform: Platform, options: StreamEpisode): Episode {
  const requests = arrive(options);
  const end = requests.reduce((latest, request) => Math.max(latest, request.timeNs), 0);
  const random = randomStream(options.seed, 'workload/tenants');
  const load = generateTenantLoad(platform, options.tenants, end * 2, random, options.shape ?? STEPS);
  return { arrivals: arrivalsOn(platform, requests), load, callers: options.callers ?? options.streams.length };
}
