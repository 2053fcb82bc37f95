import { cpuTraffic, dmaTraffic, type Traffic } from '../migration/copy-traffic.js';
import { type IdleRates, idleRates } from '../migration/idle-rates.js';
import type { Side, Stores } from '../migration/vocabulary.js';
import type { DmaDriver } from '../platform/dma/driver.js';
import { DMA_DRIVERS } from '../platform/dma/registry.js';
import { NODE_KINDS } from '../platform/node-kind.js';
import { cpusOf, type DmaDevice, type Platform } from '../platform/platform.js';
import { linkDirection, memoryReads, memoryWrites, type ResourceTable, resourceTable } from '../platform/resources.js';
import { type Route, routeBetween } from '../platform/route.js';
import { type FlowUses, flowUses } from './law/flow-uses.js';
import { type Siblings, siblingsOf } from './law/smt.js';

/** A route with what every kind of copy over it uses. */
export interface MachineRoute {
  readonly route: Route;
  readonly cpu: Readonly<Record<Side, Readonly<Record<Stores, FlowUses>>>>;
  readonly dma: FlowUses;
  /** What idle movers do on it, by the bytes of a folio. */
  idleRates(folioBytes: number): IdleRates;
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
  readonly hasSiblings: boolean;
  readonly complexes: Int32Array;
  /** Each node's code of `NODE_KINDS`. [nodes] */
  readonly kinds: Int32Array;
  readonly resources: ResourceTable;
  readonly device: DmaDevice | undefined;
  /** What the device's driver does with a batch that finds no channel free. */
  readonly whenFull: DmaDriver['whenFull'];
  /** Whether who waits for the device polls it. */
  readonly polls: boolean;
  /** @throws FoliotuneError when no link joins the nodes. */
  route(source: number, target: number): MachineRoute;
  /** What a node's tenants use on their own memory, and on the next node's. Two reads for each write. [nodes] */
  readonly tenantUses: readonly (readonly [local: FlowUses, remote: FlowUses])[];
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

/** Idle rates never change, and are asked for at every decision. */
function knownRates(platform: Platform, route: Route): (folioBytes: number) => IdleRates {
  const known = new Map<number, IdleRates>();
  return (folioBytes) => {
    const rates = known.get(folioBytes) ?? idleRates(platform, route, folioBytes);
    known.set(folioBytes, rates);
    return rates;
  };
}

function machineRoute(platform: Platform, capacity: Float64Array, source: number, target: number): MachineRoute {
  const route = routeBetween(platform, source, target);
  const cpu = (side: Side, stores: Stores): FlowUses =>
    flowUses(cpuTraffic(platform, route, { side, stores }), capacity);
  return {
    route,
    cpu: {
      push: { temporal: cpu('push', 'temporal'), nontemporal: cpu('push', 'nontemporal') },
      pull: { temporal: cpu('pull', 'temporal'), nontemporal: cpu('pull', 'nontemporal') },
    },
    dma: flowUses(platform.dma.length > 0 ? dmaTraffic(platform, route, 0) : [], capacity),
    idleRates: knownRates(platform, route),
  };
}

export function createMachine(platform: Platform): Machine {
  const nodes = platform.nodes.length;
  const device = platform.dma[0];
  const resources = resourceTable(platform);
  const siblings = platform.nodes.map((_, node) => siblingsOf(platform, node));
  const uses = (traffic: Traffic): FlowUses => flowUses(traffic, resources.capacity);
  const routes = new Array<MachineRoute | undefined>(nodes * nodes).fill(undefined);
  const route = (source: number, target: number): MachineRoute => {
    const key = source * nodes + target;
    const made = routes[key] ?? machineRoute(platform, resources.capacity, source, target);
    routes[key] = made;
    return made;
  };
  return {
    platform,
    nodes,
    cores: Float64Array.from(platform.nodes, (node) => node.cores),
    cpus: Float64Array.from(platform.nodes, cpusOf),
    siblings,
    hasSiblings: siblings.some((one) => one !== undefined),
    complexes: Int32Array.from(platform.nodes, (node) => Math.ceil(node.cores / node.coresPerComplex)),
    kinds: Int32Array.from(platform.nodes, ({ kind }) => NODE_KINDS.indexOf(kind)),
    resources,
    device,
    whenFull: device ? DMA_DRIVERS.get(device.driver).whenFull : 'wait',
    polls: device?.completion === 'polling',
    route,
    tenantUses: platform.nodes.map((_, node) => [uses(localTraffic(node)), uses(remoteTraffic(platform, node))]),
  };
}
