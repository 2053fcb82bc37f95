import type { Platform, PlatformNode } from '../platform/platform.js';
import type { Route } from '../platform/route.js';
import type { CopyPlan } from './vocabulary.js';

/*
 * Rate of a copy by N workers on an idle machine [bytes/ns]:
 *
 *   w    = bytesInFlight ÷ latency of the route, as seen from the workers' side
 *   rate = Σ over the k complexes used of min(workers on it · w · s · µ(k), complexPort)
 *   µ(k) = manyComplexes where k > 1, else 1
 *   s    = nonTemporalGain above the last-level cache, nonTemporalPenalty below, 1 for temporal stores
 *
 * One complex copies at most its port however many of its cores work (garg-v2 placement table: 8 threads in one
 * complex 11 GB/s, spread over four 37 GB/s); workers on several complexes wait for each other at what these share.
 * Whole folios are dealt out; where folios are fewer than workers each
 * folio is split over all. With n folios dealt to N workers the last worker holds ⌈n/N⌉.
 */

/** Rate of one worker alone [bytes/ns]. */
export function workerRate(platform: Platform, route: Route, side: CopyPlan['side']): number {
  const latency = side === 'pull' ? route.pullLatencyNs : route.pushLatencyNs;
  return platform.cpuCopy.bytesInFlight.value / latency;
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

/** Workers on each complex: one a complex in turn (spread), or each complex filled before the next (fill). */
function workersOnComplexes(node: PlatformNode, plan: CopyPlan): number[] {
  const complexes = Math.max(1, Math.ceil(node.cores / node.coresPerComplex));
  const used =
    plan.placement === 'spread'
      ? Math.min(complexes, plan.workers)
      : Math.min(complexes, Math.ceil(plan.workers / node.coresPerComplex));
  return Array.from({ length: used }, (_, complex) =>
    plan.placement === 'spread'
      ? Math.floor((plan.workers + used - 1 - complex) / used)
      : Math.min(node.coresPerComplex, plan.workers - complex * node.coresPerComplex),
  );
}

/** What a plan's complexes carry on an idle machine, and what their workers could without the ports [bytes/ns]. */
function complexRates(platform: Platform, route: Route, plan: CopyPlan, bytes: number): { rate: number; free: number } {
  const node = platform.nodes[plan.side === 'pull' ? route.target : route.source];
  if (!node) return { rate: 0, free: 0 };
  const complexes = workersOnComplexes(node, plan);
  const waiting = complexes.length > 1 ? platform.cpuCopy.manyComplexes.value : 1;
  const worker = workerRate(platform, route, plan.side) * storeFactor(platform, plan.stores, bytes) * waiting;
  const port = platform.cpuCopy.complexPort.value;
  const rate = complexes.reduce((sum, workers) => sum + Math.min(workers * worker, port), 0);
  return { rate, free: plan.workers * worker };
}

/** Rate of the CPU part of a plan on an idle machine [bytes/ns]; `bytes` is what one batch copies. */
export function cpuCopyRate(platform: Platform, route: Route, plan: CopyPlan, folios: number, bytes: number): number {
  return complexRates(platform, route, plan, bytes).rate * dealing(folios, plan.workers);
}

/** What bounds the CPU part's own rate, in words. */
export function cpuCopyLimit(platform: Platform, route: Route, plan: CopyPlan, bytes: number): string {
  const { rate, free } = complexRates(platform, route, plan, bytes);
  if (rate < free) return 'the ports of the core complexes';
  if (plan.migrator === 'kernel') return 'the serial copy of one CPU';
  return plan.workers === 1 ? '1 copy worker' : `${plan.workers} copy workers`;
}
