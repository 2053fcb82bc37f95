import { z } from 'zod';
import type { RandomStream } from '../core/random.js';
import { cpusOf, type Platform } from '../platform/platform.js';
import { type LoadChange, type TenantLoad, tenantLoadOf } from './episode.js';
import { dayLevel, type LoadShape, STEPS, withNeighbour } from './load-shape.js';

/*
 * Tenants' load: on each node, independently, a busy fraction of the CPUs drawn uniformly from `busy` that holds for
 * an exponential time of mean `changeMs`, then is drawn again. Memory traffic follows the busy CPUs: `localGBps` and
 * `remoteGBps` are what a fully busy node would make undisturbed. Busy fractions above 1 mean more runnable threads
 * than CPUs. Memory without cores has no tenants of its own. A shape (load-shape.ts) lets them follow a day or adds a
 * neighbour that bursts.
 */
export const tenantLoadSchema = z.strictObject({
  /** Lowest and highest fraction of a node's CPUs that tenants keep busy. */
  busy: z.tuple([z.number().min(0).max(4), z.number().min(0).max(4)]),
  localGBps: z.number().min(0),
  remoteGBps: z.number().min(0),
  changeMs: z.number().positive(),
});
export type TenantLoadParameters = z.infer<typeof tenantLoadSchema>;

const MS = 1e6;

/** The busy fractions of every node, step by step, from time 0 to `durationNs`. */
function steps(
  platform: Platform,
  parameters: TenantLoadParameters,
  durationNs: number,
  random: RandomStream,
  level: (timeNs: number) => number,
): LoadChange[] {
  const [low, high] = parameters.busy;
  const changes: LoadChange[] = [];
  platform.nodes.forEach((node, index) => {
    if (node.cores === 0) return;
    for (let timeNs = 0; timeNs < durationNs; timeNs += random.exponential(parameters.changeMs * MS)) {
      const busy = (low + (high - low) * random.uniform()) * level(timeNs);
      changes.push({
        timeNs,
        node: index,
        threads: Math.round(busy * cpusOf(node)),
        localDemand: parameters.localGBps * busy,
        remoteDemand: parameters.remoteGBps * busy,
      });
    }
  });
  return changes;
}

/** The tenants of every node from time 0 to `durationNs`. */
export function generateTenantLoad(
  platform: Platform,
  parameters: TenantLoadParameters,
  durationNs: number,
  random: RandomStream,
  shape: LoadShape = STEPS,
): TenantLoad {
  const level = shape.kind === 'sinusoid' ? (timeNs: number) => dayLevel(shape.day, timeNs) : () => 1;
  const changes = steps(platform, parameters, durationNs, random, level);
  return tenantLoadOf(shape.kind === 'bursts' ? withNeighbour(changes, shape.neighbour, durationNs, random) : changes);
}
