import type { ResourceTable } from '../platform/resources.js';
import type { Traffic } from './copy-traffic.js';

/** The most that the resources on a flow's route leave it [bytes/ns]. */
export interface Ceiling {
  readonly rate: number;
  /** The resource that sets it. */
  readonly name: string;
}

/** Of an idle machine; unbounded and nameless for a flow that uses nothing. */
export function ceilingOf(traffic: Traffic, resources: ResourceTable): Ceiling {
  let ceiling: Ceiling = { rate: Number.POSITIVE_INFINITY, name: '' };
  for (const [resource, weight] of traffic) {
    const rate = (resources.capacity[resource] ?? 0) / weight;
    if (rate < ceiling.rate) ceiling = { rate, name: resources.names[resource] ?? '' };
  }
  return ceiling;
}
