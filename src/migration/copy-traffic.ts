import type { Platform } from '../platform/platform.js';
import { complexPorts, dmaTotal, linkDirection, memoryReads, memoryWrites } from '../platform/resources.js';
import type { Route } from '../platform/route.js';
import type { CopyPlan } from './vocabulary.js';

/** How much of each resource a flow uses for every byte it moves. */
export type Traffic = readonly (readonly [resource: number, weight: number])[];

/*
 * A copy reads the source once and writes the target once. Temporal stores read the target's line first (write
 * allocate): the target's memory is read too, and where the workers sit at the source (push) that read crosses the
 * link backward. Non-temporal stores and DMA write only.
 */
export function cpuTraffic(platform: Platform, route: Route, plan: Pick<CopyPlan, 'side' | 'stores'>): Traffic {
  const { source, target, link, forward } = route;
  const allocate = plan.stores === 'temporal';
  const traffic: [number, number][] = [
    [memoryReads(source), 1],
    [memoryWrites(target), 1],
    [linkDirection(platform, link, forward), 1],
    [complexPorts(plan.side === 'pull' ? target : source), 1],
  ];
  if (allocate) traffic.push([memoryReads(target), 1]);
  if (allocate && plan.side === 'push') traffic.push([linkDirection(platform, link, !forward), 1]);
  return traffic;
}

export function dmaTraffic(platform: Platform, route: Route, device: number): Traffic {
  return [
    [memoryReads(route.source), 1],
    [memoryWrites(route.target), 1],
    [linkDirection(platform, route.link, route.forward), 1],
    [dmaTotal(platform, device), 1],
  ];
}
