import type { Platform, PlatformNode } from '../platform/platform.js';
import type { Route } from '../platform/route.js';
import { cachedShare, copyLatencyNs } from './cached-source.js';
import type { CopyPlan } from './vocabulary.js';

/*
 * Rate of a copy by N workers on an idle machine [bytes/ns]:
 *
 *   w    = bytesInFlight ÷ latency of the route, as seen from the workers' side (cached-source.ts)
 *   rate = Σ over the k complexes used of min(min(workers, cores on it) · w · s · µ(k), complexPort · 2 ÷ (2 − h))
 *   µ(k) = manyComplexes where k > 1, else 1
 *   h    = share of the source's lines that come from the last-level cache (cached-source.ts)
 *   s    = nonTemporalGain above the last-level cache, nonTemporalPenalty below, 1 for temporal stores
 *
 * One complex copies at most its port however many of its cores work (garg-v2 placement table: 8 threads in one
 * complex 11 GB/s, spread over four 37 GB/s): a byte goes in and out by it, one from
 * the cache only out. Workers on several complexes wait for each other at what these share. Whole folios are dealt out;
 * where folios are fewer than workers each folio is split over all. With n folios dealt to N workers the last holds ⌈n/N⌉.
 */

/** Rate of one worker alone, from memory [bytes/ns]. */
export function workerRate(platform: Platform, route: Route, side: CopyPlan['side']): number {
  return platform.cpuCopy.bytesInFlight.value / copyLatencyNs(platform, route, side, Number.POSITIVE_INFINITY);
}

/** What a copy by CPU belongs to [bytes]. */
export interface CopySize {
  /** One batch: what has to pass the cache before its end is reached. */
  readonly batchBytes: number;
  /** The whole call: what was there to be cached when it began. */
  readonly callBytes: number;
}

function storeFactor(platform: Platform, stores: CopyPlan['stores'], bytes: number): number {
  if (stores === 'temporal') return 1;
  const { lastLevelCache, nonTemporalGain, nonTemporalPenalty } = platform.cpuCopy;
  return bytes > lastLevelCache.value ? nonTemporalGain.value : nonTemporalPenalty.value;
}

/** How full the dealing of n folios keeps N movers: 1 when all finish together. */
export function dealing(folios: number, movers: number): number {
  if (folios < movers) return 1;
  return folios / movers / Math.ceil(folios / movers);
}

/** Complexes with a worker: one worker a complex in turn (spread), or each complex filled before the next (fill). */
function complexesUsed(node: PlatformNode, plan: CopyPlan): number {
  const complexes = Math.max(1, Math.ceil(node.cores / node.coresPerComplex));
  return Math.min(
    complexes,
    plan.placement === 'spread' ? plan.workers : Math.ceil(plan.workers / node.coresPerComplex),
  );
}

/** Workers on one of the complexes used. */
function workersOn(complex: number, used: number, node: PlatformNode, plan: CopyPlan): number {
  if (plan.placement === 'spread') return Math.floor((plan.workers + used - 1 - complex) / used);
  return Math.min(node.coresPerComplex, plan.workers - complex * node.coresPerComplex);
}

/** What one complex carries [bytes/ns]. */
function portRate(platform: Platform, callBytes: number): number {
  return (platform.cpuCopy.complexPort.value * 2) / (2 - cachedShare(platform, callBytes));
}

/** What a plan's complexes carry on an idle machine, and what their workers could without the ports [bytes/ns]. */
function complexRates(
  platform: Platform,
  route: Route,
  plan: CopyPlan,
  size: CopySize,
): { rate: number; free: number } {
  const node = platform.nodes[plan.side === 'pull' ? route.target : route.source];
  if (!node) return { rate: 0, free: 0 };
  const used = complexesUsed(node, plan);
  const waiting = used > 1 ? platform.cpuCopy.manyComplexes.value : 1;
  const alone = platform.cpuCopy.bytesInFlight.value / copyLatencyNs(platform, route, plan.side, size.callBytes);
  const worker = alone * storeFactor(platform, plan.stores, size.batchBytes) * waiting;
  const port = portRate(platform, size.callBytes);
  let rate = 0;
  for (let complex = 0; complex < used; complex++) {
    const workers = Math.min(workersOn(complex, used, node, plan), node.coresPerComplex);
    rate += Math.min(workers * worker, port);
  }
  return { rate, free: plan.workers * worker };
}

/** The CPU part of a plan on an idle machine. */
export interface CpuCopy {
  /** [bytes/ns] */
  readonly rate: number;
  /**
   * How much more the workers could copy than the ports of their complexes carry, at least 1: workers that run only a
   * share of the time copy at rate · min(1, share · headroom), for those of a complex use its port for each other. Exact
   * where complexes are loaded alike.
   */
  readonly headroom: number;
}

export function cpuCopy(platform: Platform, route: Route, plan: CopyPlan, folios: number, size: CopySize): CpuCopy {
  const { rate, free } = complexRates(platform, route, plan, size);
  return { rate: rate * dealing(folios, plan.workers), headroom: rate > 0 ? free / rate : 1 };
}

/** Rate of the CPU part of a plan on an idle machine [bytes/ns]. */
export function cpuCopyRate(platform: Platform, route: Route, plan: CopyPlan, folios: number, size: CopySize): number {
  return cpuCopy(platform, route, plan, folios, size).rate;
}

/** What bounds the CPU part's own rate, in words. */
export function cpuCopyLimit(platform: Platform, route: Route, plan: CopyPlan, size: CopySize): string {
  const { rate, free } = complexRates(platform, route, plan, size);
  if (rate < free) return 'the ports of the core complexes';
  if (plan.migrator === 'kernel') return 'the serial copy of one CPU';
  return plan.workers === 1 ? '1 copy worker' : `${plan.workers} copy workers`;
}
