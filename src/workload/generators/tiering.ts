import { z } from 'zod';
import { type RandomStream, randomStream } from '../../core/random.js';
import type { MigrationRequest, Reason } from '../../migration/vocabulary.js';
import { arrivalsOf, type Episode } from '../episode.js';
import { heatOf, heatSchema } from '../heat.js';
import { generateTenantLoad, tenantLoadSchema } from '../tenant-load.js';
import type { Workload } from '../workload.js';

/*
 * Memory tiering between a fast node (0) and a slow one (1):
 *
 *   promotion  hint faults: each of `promoters` application threads finds one hot folio after an exponential gap of mean
 *              `faultGapUs`; it is a THP with probability `thpShare`, else a base page. numa_misplaced migrates one folio
 *   batches    a promotion daemon (damon) moves a batch of 16 to 256 hot base pages or 2 to 32 THPs every `daemonGapMs`
 *   demotion   kswapd of the fast node demotes in bursts: a burst every `burstGapMs` (exponential) of `burstCalls` calls
 *              of 32 to 64 folios, 64 base pages as traces show, or THPs with probability `thpShare`
 *   flood      optionally move_pages calls of `floodMiB` of cold THPs every `floodGapMs`, which compete for the engines
 */
const schema = z.strictObject({
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
});
type Parameters = z.infer<typeof schema>;

const FAST = 0;
const SLOW = 1;
const THP = 2 ** 21;
const PAGE = 4096;
const US = 1e3;
const MS = 1e6;

interface Stream {
  readonly caller: number;
  readonly reason: Reason;
  readonly gapNs: number;
  /** The requests that come at one moment. */
  make(random: RandomStream, timeNs: number): MigrationRequest[];
}

function streamsOf(p: Parameters): Stream[] {
  const request = (
    reason: Reason,
    caller: number,
    timeNs: number,
    folioBytes: number,
    folios: number,
    mmCpus: number,
  ): MigrationRequest => {
    const down = reason === 'demotion';
    const cold = down || reason === 'syscall';
    return {
      timeNs,
      folioBytes,
      folios,
      source: down ? FAST : SLOW,
      target: down ? SLOW : FAST,
      reason,
      mode: reason === 'syscall' ? 'sync' : 'async',
      owner: caller,
      caller,
      callerNode: FAST,
      ...heatOf(cold ? p.cold : p.hot, folioBytes),
      mmCpus,
    };
  };
  const size = (random: RandomStream): number => (random.uniform() < p.thpShare ? THP : PAGE);
  const streams: Stream[] = [];
  for (let caller = 0; caller < p.promoters; caller++) {
    const make: Stream['make'] = (random, timeNs) => [
      request('numa_misplaced', caller, timeNs, size(random), 1, 4 + random.below(28)),
    ];
    streams.push({ caller, reason: 'numa_misplaced', gapNs: p.faultGapUs * US, make });
  }
  const daemon = p.promoters;
  streams.push({
    caller: daemon,
    reason: 'damon',
    gapNs: p.daemonGapMs * MS,
    make: (random, timeNs) => {
      const folioBytes = size(random);
      const folios = Math.round((folioBytes === THP ? 2 : 16) * 16 ** random.uniform());
      return [request('damon', daemon, timeNs, folioBytes, folios, 4 + random.below(28))];
    },
  });
  const kswapd = p.promoters + 1;
  streams.push({
    caller: kswapd,
    reason: 'demotion',
    gapNs: p.burstGapMs * MS,
    make: (random, timeNs) =>
      Array.from({ length: p.burstCalls }, () => {
        const folioBytes = size(random);
        return request('demotion', kswapd, timeNs, folioBytes, folioBytes === THP ? 32 : 64, 1 + random.below(16));
      }),
  });
  const { floodGapMs, floodMiB } = p;
  if (floodGapMs !== undefined && floodMiB !== undefined) {
    const flooder = p.promoters + 2;
    const folios = Math.max(1, Math.round((floodMiB * 2 ** 20) / THP));
    const make: Stream['make'] = (_random, timeNs) => [request('syscall', flooder, timeNs, THP, folios, 1)];
    streams.push({ caller: flooder, reason: 'syscall', gapNs: floodGapMs * MS, make });
  }
  return streams;
}

/** Arrivals of all streams until `events` requests have come. */
function arrive(streams: readonly Stream[], events: number, seed: number): MigrationRequest[] {
  const sources = streams.map((stream) => {
    const random = randomStream(seed, `workload/tiering/${stream.reason}/${stream.caller}`);
    return { stream, random, next: random.exponential(stream.gapNs) };
  });
  const requests: MigrationRequest[] = [];
  while (requests.length < events) {
    const first = sources.reduce((a, b) => (b.next < a.next ? b : a));
    requests.push(...first.stream.make(first.random, first.next));
    first.next += first.random.exponential(first.stream.gapNs);
  }
  return requests;
}

export const tiering: Workload<Parameters> = {
  name: 'tiering',
  summary:
    'promotion by hint faults and a daemon, demotion by kswapd in bursts, THP and base pages; optionally a flood',
  schema,
  open: async (platform, parameters) => {
    const streams = streamsOf(parameters);
    return (seed): Episode => {
      const requests = arrive(streams, parameters.events, seed);
      const end = requests.reduce((latest, request) => Math.max(latest, request.timeNs), 0);
      const load = generateTenantLoad(platform, parameters.tenants, end * 2, randomStream(seed, 'workload/tenants'));
      return { arrivals: arrivalsOf(requests), load, callers: streams.length };
    };
  },
};
