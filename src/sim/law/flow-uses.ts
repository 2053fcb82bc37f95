import type { Traffic } from '../../migration/copy-traffic.js';

/** What a flow takes of shared resources for each byte it moves, ready for solving: made once for a way, not a flow. */
export interface FlowUses {
  /** The resources it uses, each once, and bytes of each per byte moved. */
  readonly resources: Int32Array;
  readonly weights: Float64Array;
  /** The same resources as a set: bit r & 31 of word r >> 5. */
  readonly set: Int32Array;
  /** What a flow without a limit of its own gets alone: the least of capacity ÷ weight [bytes/ns]. */
  readonly ceiling: number;
}

/** @param capacity of each resource of the machine [bytes/ns]. */
export function flowUses(traffic: Traffic, capacity: Float64Array): FlowUses {
  const set = new Int32Array(Math.ceil(capacity.length / 32));
  let ceiling = Number.POSITIVE_INFINITY;
  for (const [resource, weight] of traffic) {
    set[resource >> 5] = (set[resource >> 5] as number) | (1 << (resource & 31));
    ceiling = Math.min(ceiling, (capacity[resource] as number) / weight);
  }
  return {
    resources: Int32Array.from(traffic, ([resource]) => resource),
    weights: Float64Array.from(traffic, ([, weight]) => weight),
    set,
    ceiling,
  };
}
