import { FoliotuneError } from '../core/errors.js';
import type { Platform } from './platform.js';

/**
 * The way from a source node to a target node: the link crossed and its direction.
 * Every pair of nodes that migration joins is joined by one link.
 */
export interface Route {
  readonly source: number;
  readonly target: number;
  /** Index of the link, and whether data flows along its forward direction. */
  readonly link: number;
  readonly forward: boolean;
  /** What a load from `source` waits when it is issued at `target` [ns]. */
  readonly pullLatencyNs: number;
  /** What a store to `target` waits when it is issued at `source` [ns]. */
  readonly pushLatencyNs: number;
}

/** @throws FoliotuneError `file-invalid` when no link joins the two nodes. */
export function routeBetween(platform: Platform, source: number, target: number): Route {
  const [from, to] = [platform.nodes[source], platform.nodes[target]];
  if (!from || !to || source === target) {
    throw new FoliotuneError('usage', `no migration from node ${source} to node ${target} on ${platform.name}`);
  }
  const link = platform.links.findIndex(
    (one) => (one.from === from.name && one.to === to.name) || (one.from === to.name && one.to === from.name),
  );
  const joined = platform.links[link];
  if (!joined) {
    throw new FoliotuneError('file-invalid', `no link joins ${from.name} and ${to.name}`, {
      file: platform.name,
      path: 'links',
    });
  }
  return {
    source,
    target,
    link,
    forward: joined.from === from.name,
    pullLatencyNs: from.latency.value + joined.latency.value,
    pushLatencyNs: to.latency.value + joined.latency.value,
  };
}
