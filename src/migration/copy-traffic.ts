import type { Platform } from '../platform/platform.js';
import { complexPorts, dmaTotal, linkDirection, memoryReads, memoryWrites } from '../platform/resources.js';
import type { Route } from '../platform/route.js';
import type { CopyPlan } from './vocabulary.js';

/** How much of each resource a flow uses for every byte it moves; each resource once. */
export type Traffic = readonly (readonly [resource: number, weight: number])[];

/*
 * A copy reads the source once and writes the target once, and every link of its route carries it once. Temporal stores
 * read the target's line first (write allocate): the target's memory is read too, and where the workers sit at the
 * source (push) that read crosses the links backward. Non-temporal stores and DMA write only.
 *
 * Within one node all of it meets at the same memory: a temporal copy loads its reads twice and its writes once, any
 * other copy each once, and no link.
 */

/** The most resources a flow uses on a machine of so many nodes: a path without a loop crosses each of them once. */
export function mostUses(nodes: number): number {
  return 4 + 2 * Math.max(0, nodes - 1);
}

/** One entry a resource: uses of the same one add up. */
function summed(uses: readonly (readonly [resource: number, weight: number])[]): Traffic {
  const sums = new Map<number, number>();
  for (const [resource, weight] of uses) sums.set(resource, (sums.get(resource) ?? 0) + weight);
  return [...sums];
}

function linksOf(platform: Platform, { hops }: Route, along: boolean): [number, number][] {
  return hops.map(({ link, forward }) => [linkDirection(platform, link, forward === along), 1]);
}

export function cpuTraffic(platform: Platform, route: Route, plan: Pick<CopyPlan, 'side' | 'stores'>): Traffic {
  const { source, target } = route;
  const allocate = plan.stores === 'temporal';
  return summed([
    [memoryReads(source), 1],
    [memoryWrites(target), 1],
    ...linksOf(platform, route, true),
    [complexPorts(plan.side === 'pull' ? target : source), 1],
    ...(allocate ? [[memoryReads(target), 1] as const] : []),
    ...(allocate && plan.side === 'push' ? linksOf(platform, route, false) : []),
  ]);
}

export function dmaTraffic(platform: Platform, route: Route, device: number): Traffic {
  return [
    [memoryReads(route.source), 1],
    [memoryWrites(route.target), 1],
    ...linksOf(platform, route, true),
    [dmaTotal(platform, device), 1],
  ];
}
