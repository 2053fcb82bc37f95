import type { Traffic } from '../../migration/copy-traffic.js';
import { addResource, createResourceSet } from './resource-set.js';

/** What a flow takes of shared resources for each byte it moves, ready for solving: made once for a way, not a flow. */
export interface FlowUses {
  /** The resources it uses, each once, and bytes of each per byte moved. */
  readonly resources: Int32Array;
  readonly weights: Float64Array;
  /** The same resources as a set (resource-set.ts). */
  readonly set: Int32Array;
  /** What a flow without a limit of its own gets alone: the least of capacity ÷ weight [bytes/ns]. */
  readonly ceiling: number;
}

/** @param capacity of each resource of the machine [bytes/ns]. */
export function flowUses(traffic: Traffic, capacity: Float64Array): FlowUses {
  const set = createResourceSet(capacity.length);
  let ceiling = Number.POSITIVE_INFINITY;
  for (const [resource, weight] of traffic) {
    addResource(set, resource);
    ceiling = Math.min(ceiling, (capacity[resource] as number) / weight);
  }
  return {
    resources: Int32Array.from(traffic, ([resource]) => resource),
    weights: Float64Array.from(traffic, ([, weight]) => weight),
    set,
    ceiling,
  };
}
