import type { Platform } from './platform.js';

/**
 * The shared resources of a platform, as one flat list of capacities. Order: for each node its memory reads, its
 * memory writes and the ports of its core complexes; for each link forward and backward; for each DMA device its total.
 */
export interface ResourceTable {
  readonly names: readonly string[];
  /** Capacity of each resource [bytes/ns]. */
  readonly capacity: Float64Array;
}

const PER_NODE = 3;

export const memoryReads = (node: number): number => node * PER_NODE;
export const memoryWrites = (node: number): number => node * PER_NODE + 1;
/** Traffic of copy workers through the core complexes of a node. */
export const complexPorts = (node: number): number => node * PER_NODE + 2;
export const linkDirection = (platform: Platform, link: number, forward: boolean): number =>
  platform.nodes.length * PER_NODE + link * 2 + (forward ? 0 : 1);
export const dmaTotal = (platform: Platform, device: number): number =>
  platform.nodes.length * PER_NODE + platform.links.length * 2 + device;

/** What all complexes of a node carry together (migration/cpu-copy.ts); on a node without cores nobody passes them. */
function portsOf(platform: Platform, node: Platform['nodes'][number]): number {
  const complexes = Math.max(1, Math.ceil(node.cores / node.coresPerComplex));
  return complexes * platform.cpuCopy.complexPort.value;
}

function namesOf({ nodes, links, dma }: Platform): readonly string[] {
  return [
    ...nodes.flatMap(({ name }) => [
      `memory reads of ${name}`,
      `memory writes of ${name}`,
      `core-complex ports of ${name}`,
    ]),
    ...links.flatMap(({ name, from, to }) => [`link ${name} ${from} to ${to}`, `link ${name} ${to} to ${from}`]),
    ...dma.map(({ name }) => `DMA device ${name}`),
  ];
}

/** A fit asks for the capacities a million times; the names stay what they are. */
const namesOfPlatform = new WeakMap<Platform, readonly string[]>();

export function resourceTable(platform: Platform): ResourceTable {
  const names = namesOfPlatform.get(platform) ?? namesOf(platform);
  namesOfPlatform.set(platform, names);
  const capacity = [
    ...platform.nodes.flatMap((node) => [node.readBandwidth.value, node.writeBandwidth.value, portsOf(platform, node)]),
    ...platform.links.flatMap(({ forward, backward }) => [forward.value, backward.value]),
    ...platform.dma.map(({ totalRate }) => totalRate.value),
  ];
  return { names, capacity: Float64Array.from(capacity) };
}
