import { FoliotuneError } from '../core/errors.js';
import type { Platform } from './platform.js';

/*
 * The way of the data from a source node s to a target node t:
 *
 *   path      the links from s to t with the least Σ latency; of equals the one of fewest links, then the first found.
 *             Data passes on only at nodes with cores (sockets); memory without cores is an end, never a way through
 *   pull      latency(memory of s) + Σ latency(links), what a load waits that is issued at t          [ns]
 *   push      latency(memory of t) + Σ latency(links), what a store waits that is issued at s         [ns]
 *   capacity  every link of the path is crossed in its direction from s to t (migration/copy-traffic.ts)
 *
 * Within one node (s = t, compaction) the path is empty: both latencies are those of the node's memory, push is pull.
 * Where no DMA can, a CPU beside one of the ends must copy: a route between memories without cores is refused.
 */

/** One link of a path: its index, and whether the data flows along its forward direction. */
export interface Hop {
  readonly link: number;
  readonly forward: boolean;
}

export interface Route {
  readonly source: number;
  readonly target: number;
  /** From source to target; none within one node. */
  readonly hops: readonly Hop[];
  /** What a load from `source` waits when it is issued at `target` [ns]. */
  readonly pullLatencyNs: number;
  /** What a store to `target` waits when it is issued at `source` [ns]. */
  readonly pushLatencyNs: number;
}

interface Path {
  readonly hops: readonly Hop[];
  readonly latencyNs: number;
}

/** A link as seen from one of its ends. */
interface Step extends Hop {
  readonly from: number;
  readonly to: number;
  readonly latencyNs: number;
}

function stepsOf({ nodes, links }: Platform): Step[] {
  const index = new Map(nodes.map(({ name }, node) => [name, node]));
  return links.flatMap((one, link) => {
    const [from, to] = [index.get(one.from) ?? -1, index.get(one.to) ?? -1];
    const latencyNs = one.latency.value;
    return [
      { link, forward: true, from, to, latencyNs },
      { link, forward: false, from: to, to: from, latencyNs },
    ];
  });
}

function isShorter(one: Path, other: Path | undefined): boolean {
  if (!other || one.latencyNs < other.latencyNs) return true;
  return one.latencyNs === other.latencyNs && one.hops.length < other.hops.length;
}

/** The shortest path from `source` to every node that links lead to (Bellman–Ford: as many rounds as nodes). */
export function pathsFrom(platform: Platform, source: number): readonly (Path | undefined)[] {
  const best: (Path | undefined)[] = platform.nodes.map(() => undefined);
  best[source] = { hops: [], latencyNs: 0 };
  const steps = stepsOf(platform);
  for (let round = 0; round < platform.nodes.length; round++) {
    for (const { from, to, link, forward, latencyNs } of steps) {
      const before = best[from];
      const passes = from === source || (platform.nodes[from]?.cores ?? 0) > 0;
      if (!before || !passes) continue;
      const path = { hops: [...before.hops, { link, forward }], latencyNs: before.latencyNs + latencyNs };
      if (isShorter(path, best[to])) best[to] = path;
    }
  }
  return best;
}

function nodeAt(platform: Platform, node: number): Platform['nodes'][number] {
  const found = platform.nodes[node];
  if (found) return found;
  const rule = `must be 0 to ${platform.nodes.length - 1}, got ${node}`;
  throw new FoliotuneError('usage', `no such node of ${platform.name}: ${rule}`);
}

/**
 * @throws FoliotuneError `usage` for a node that is not there or where no CPU is at either end, `file-invalid` when no
 * links join the two nodes.
 */
export function routeBetween(platform: Platform, source: number, target: number): Route {
  const [from, to] = [nodeAt(platform, source), nodeAt(platform, target)];
  if (from.cores === 0 && to.cores === 0) {
    const where = source === target ? `within ${from.name}` : `from ${from.name} to ${to.name}`;
    throw new FoliotuneError('usage', `no migration ${where} on ${platform.name}: there is no CPU at either end`);
  }
  const path = pathsFrom(platform, source)[target];
  if (!path) {
    const place = { file: platform.name, path: 'links' };
    throw new FoliotuneError('file-invalid', `no links join ${from.name} and ${to.name}`, place);
  }
  return {
    source,
    target,
    hops: path.hops,
    pullLatencyNs: from.latency.value + path.latencyNs,
    pushLatencyNs: to.latency.value + path.latencyNs,
  };
}
