import type { Platform } from '../../../platform/platform.js';
import { slowNode } from '../../../workload/tiers.js';
import {
  bulk,
  compaction,
  demotion,
  diurnal,
  gpu,
  hotUnplug,
  noisyNeighbour,
  promotion,
  type TrafficOf,
  tiering,
} from './traffic.js';

/*
 * Which traffic makes sense on which machine, by its slow node (workload/tiers.ts):
 *
 *   bulk, compaction, hot-unplug                    any: two nodes there always are
 *   promotion                                       not GPU memory: hint faults bring pages to the CPU that touches them,
 *                                                   from another socket or from a slow tier
 *   tiering, demotion, diurnal, noisy-neighbour     memory without cores that is not a GPU's: Linux demotes to a lower
 *                                                   tier, which another socket is not
 *   gpu                                             GPU memory
 */
export interface SuitedTraffic {
  /** A name of `list workloads`. */
  readonly workload: string;
  readonly trafficOf: TrafficOf;
}

interface Kind extends SuitedTraffic {
  /** What the machine must have. */
  readonly wants: string;
  readonly suits: (slow: Platform['nodes'][number] | undefined) => boolean;
}

const ANY = { wants: 'two nodes', suits: () => true } as const satisfies Omit<Kind, keyof SuitedTraffic>;

const NO_GPU: Omit<Kind, keyof SuitedTraffic> = {
  wants: 'a second socket or a slow tier (no GPU memory)',
  suits: (slow) => slow?.kind !== 'gpu',
};

const TIER: Omit<Kind, keyof SuitedTraffic> = {
  wants: 'a slow tier: a node without cores that is no GPU memory',
  suits: (slow) => slow?.cores === 0 && slow.kind !== 'gpu',
};

const GPU: Omit<Kind, keyof SuitedTraffic> = {
  wants: 'a node of kind "gpu"',
  suits: (slow) => slow?.kind === 'gpu',
};

const KINDS: readonly Kind[] = [
  { workload: 'gpu', trafficOf: gpu, ...GPU },
  { workload: 'bulk', trafficOf: bulk, ...ANY },
  { workload: 'tiering', trafficOf: tiering, ...TIER },
  { workload: 'promotion', trafficOf: promotion, ...NO_GPU },
  { workload: 'demotion', trafficOf: demotion, ...TIER },
  { workload: 'hot-unplug', trafficOf: hotUnplug, ...ANY },
  { workload: 'compaction', trafficOf: compaction, ...ANY },
  { workload: 'noisy-neighbour', trafficOf: noisyNeighbour, ...TIER },
  { workload: 'diurnal', trafficOf: diurnal, ...TIER },
];

function slowOf(platform: Platform): Platform['nodes'][number] | undefined {
  return platform.nodes[slowNode(platform)];
}

/** The traffic that makes sense on a machine, what there is most to gain in first. */
export function trafficFor(platform: Platform): readonly SuitedTraffic[] {
  const slow = slowOf(platform);
  return KINDS.filter(({ suits }) => suits(slow));
}

/** What a machine lacks for a kind of traffic; undefined where it suits, or is no kind of the grid's. */
export function lackingFor(platform: Platform, workload: string): string | undefined {
  const kind = KINDS.find((one) => one.workload === workload);
  return kind === undefined || kind.suits(slowOf(platform)) ? undefined : kind.wants;
}
