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

export function resourceTable(platform: Platform): ResourceTable {
  const rows: [string, number][] = [];
  for (const node of platform.nodes) {
    rows.push([`memory reads of ${node.name}`, node.readBandwidth.value]);
    rows.push([`memory writes of ${node.name}`, node.writeBandwidth.value]);
    rows.push([`core-complex ports of ${node.name}`, portsOf(platform, node)]);
  }
  for (const link of platform.links) {
    rows.push([`link ${link.name} ${link.from} to ${link.to}`, link.forward.value]);
    rows.push([`link ${link.name} ${link.to} to ${link.from}`, link.backward.value]);
  }
  for (const device of platform.dma) rows.push([`DMA device ${device.name}`, device.totalRate.value]);
  return { names: rows.map(([name]) => name), capacity: Float64Array.from(rows, ([, capacity]) => capacity) };
}
