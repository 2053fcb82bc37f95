import { cpuTraffic, dmaTraffic, type Traffic } from '../migration/copy-traffic.js';
import type { Side, Stores } from '../migration/vocabulary.js';
import type { DmaDriver } from '../platform/dma/driver.js';
import { DMA_DRIVERS } from '../platform/dma/registry.js';
import { cpusOf, type DmaDevice, type Platform } from '../platform/platform.js';
import { linkDirection, memoryReads, memoryWrites, type ResourceTable, resourceTable } from '../platform/resources.js';
import { type Route, routeBetween } from '../platform/route.js';
import { type Siblings, siblingsOf } from './law/smt.js';

/** A route with the traffic of every kind of copy over it. */
export interface MachineRoute {
  readonly route: Route;
  readonly cpu: Readonly<Record<Side, Readonly<Record<Stores, Traffic>>>>;
  readonly dma: Traffic;
}

/** A platform made ready for simulation: routes, resources and the traffic of every kind of flow. */
export interface Machine {
  readonly platform: Platform;
  readonly nodes: number;
  /** Cores of each node, and CPUs: hardware threads that run at a time. */
  readonly cores: Float64Array;
  readonly cpus: Float64Array;
  /** Siblings on each node's cores; undefined where a core is one CPU. */
  readonly siblings: readonly (Siblings | undefined)[];
  readonly complexes: Int32Array;
  readonly resources: ResourceTable;
  readonly device: DmaDevice | undefined;
  /** What the device's driver does with a batch that finds no channel free. */
  readonly whenFull: DmaDriver['whenFull'];
  /** @throws FoliotuneError when no link joins the nodes. */
  route(source: number, target: number): MachineRoute;
  /** Traffic of a node's tenants on their own memory, and on the next node's. Two reads for each write. */
  readonly localTenantTraffic: readonly Traffic[];
  readonly remoteTenantTraffic: readonly Traffic[];
}

const READS = 2 / 3;

function localTraffic(node: number): Traffic {
  return [
    [memoryReads(node), READS],
    [memoryWrites(node), 1 - READS],
  ];
}

function remoteTraffic(platform: Platform, node: number): Traffic {
  const link = platform.links.findIndex((one) => [one.from, one.to].includes(platform.nodes[node]?.name ?? ''));
  const joined = platform.links[link];
  if (!joined) return [];
  const outward = joined.from === platform.nodes[node]?.name;
  const other = platform.nodes.findIndex((one) => one.name === (outward ? joined.to : joined.from));
  return [
    [memoryReads(other), READS],
    [memoryWrites(other), 1 - READS],
    [linkDirection(platform, link, !outward), READS],
    [linkDirection(platform, link, outward), 1 - READS],
  ];
}

function machineRoute(platform: Platform, source: number, target: number): MachineRoute {
  const route = routeBetween(platform, source, target);
  const cpu = (side: Side, stores: Stores): Traffic => cpuTraffic(platform, route, { side, stores });
  return {
    route,
    cpu: {
      push: { temporal: cpu('push', 'temporal'), nontemporal: cpu('push', 'nontemporal') },
      pull: { temporal: cpu('pull', 'temporal'), nontemporal: cpu('pull', 'nontemporal') },
    },
    dma: platform.dma.length > 0 ? dmaTraffic(platform, route, 0) : [],
  };
}

export function createMachine(platform: Platform): Machine {
  const nodes = platform.nodes.length;
  const device = platform.dma[0];
  const routes = new Map<number, MachineRoute>();
  const route = (source: number, target: number): MachineRoute => {
    const key = source * nodes + target;
    const made = routes.get(key) ?? machineRoute(platform, source, target);
    routes.set(key, made);
    return made;
  };
  return {
    platform,
    nodes,
    cores: Float64Array.from(platform.nodes, (node) => node.cores),
    cpus: Float64Array.from(platform.nodes, cpusOf),
    siblings: platform.nodes.map((_, node) => siblingsOf(platform, node)),
    complexes: Int32Array.from(platform.nodes, (node) => Math.ceil(node.cores / node.coresPerComplex)),
    resources: resourceTable(platform),
    device,
    whenFull: device ? DMA_DRIVERS.get(device.driver).whenFull : 'wait',
    route,
    localTenantTraffic: platform.nodes.map((_, node) => localTraffic(node)),
    remoteTenantTraffic: platform.nodes.map((_, node) => remoteTraffic(platform, node)),
  };
}
