import type { OpenScenario } from '../env/scenario-registry.js';
import {
  complexPorts,
  dmaTotal,
  linkDirection,
  memoryReads,
  memoryWrites,
  resourceTable,
} from '../platform/resources.js';
import { mean } from '../statistics/mean.js';

/*
 * The physical limit of an episode's throughput, no policy at all. However its bytes are copied, each is read once at
 * its source, written once at its target, crosses each link of its way once and is carried by some mover:
 *
 *   time ≥ max over resources of (bytes that need it ÷ its capacity)       roofline = all bytes ÷ the greatest of these
 *
 * with the ports of all core complexes and all DMA devices as one resource, the movers. No software, no set-up, no
 * tenants, no temporal stores that read the target first: nothing that a better policy could not be rid of.
 */

/** [GB/s] */
export function rooflineGBps({ machine, episode }: Pick<OpenScenario, 'machine' | 'episode'>, seed: number): number {
  const { platform } = machine;
  const { capacity } = resourceTable(platform);
  const { arrivals } = episode(seed);
  const needed = new Float64Array(capacity.length);
  const need = (resource: number, bytes: number): void => {
    needed[resource] = (needed[resource] ?? 0) + bytes;
  };
  let all = 0;
  arrivals.folios.forEach((folios, r) => {
    const bytes = folios * (arrivals.folioBytes[r] ?? 0);
    const { route } = machine.route(arrivals.source[r] ?? 0, arrivals.target[r] ?? 0);
    need(memoryReads(route.source), bytes);
    need(memoryWrites(route.target), bytes);
    for (const { link, forward } of route.hops) need(linkDirection(platform, link, forward), bytes);
    all += bytes;
  });
  const movers = [
    ...platform.nodes.flatMap(({ cores }, node) => (cores > 0 ? [complexPorts(node)] : [])),
    ...platform.dma.map((_, device) => dmaTotal(platform, device)),
  ].reduce((sum, mover) => sum + (capacity[mover] ?? 0), 0);
  const times = Array.from(needed, (bytes, resource) => (bytes > 0 ? bytes / (capacity[resource] ?? 0) : 0));
  return all / Math.max(all / movers, ...times);
}

/** What a scenario's throughput cannot exceed. */
export interface Roofline {
  readonly scenario: string;
  /** Mean over the seeds. */
  readonly throughputGBps: number;
}

export function roofline(open: OpenScenario, seeds: readonly number[]): Roofline {
  return { scenario: open.scenario.name, throughputGBps: mean(seeds.map((seed) => rooflineGBps(open, seed))) };
}
