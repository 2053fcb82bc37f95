import type { Traffic } from '../../migration/copy-traffic.js';

/** What a flow takes of shared resources for each byte it moves, ready for solving: made once for a way, not a flow. */
export interface FlowUses {
  /** The resources it uses, each once, and bytes of each per byte moved. */
  readonly resources: Int32Array;
  readonly weights: Float64Array;
  /** The same resources as a set: bit r of word r >> 5. */
  readonly set: Int32Array;
}

/** @param resources how many resources the machine has. */
export function flowUses(traffic: Traffic, resources: number): FlowUses {
  const set = new Int32Array(Math.ceil(resources / 32));
  for (const [resource] of traffic) set[resource >> 5] = (set[resource >> 5] ?? 0) | (1 << (resource & 31));
  return {
    resources: Int32Array.from(traffic, ([resource]) => resource),
    weights: Float64Array.from(traffic, ([, weight]) => weight),
    set,
  };
}
