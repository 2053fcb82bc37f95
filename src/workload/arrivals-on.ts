import type { MigrationRequest } from '../migration/vocabulary.js';
import { cpusOf, type Platform } from '../platform/platform.js';
import { type Arrivals, arrivalsOf } from './episode.js';

/** Arrivals on a machine: no process has run on more CPUs than there are. */
export function arrivalsOn(platform: Platform, requests: readonly MigrationRequest[]): Arrivals {
  const cpus = platform.nodes.reduce((sum, node) => sum + cpusOf(node), 0);
  return arrivalsOf(requests, cpus);
}
