import { at } from '../../../src/core/errors.js';
import { type RandomStream, randomStream } from '../../../src/core/random.js';
import type { MigrationRequest } from '../../../src/migration/vocabulary.js';
import type { Episode, LoadChange } from '../../../src/workload/episode.js';
import type { Checkout } from '../checkout.js';

/*
 * Traffic of a tiered memory, drawn here and not by the checkout that is measured: every commit meets the same requests.
 */
export interface Tiering {
  readonly callers: number;
  readonly requests: number;
  /** Mean time between two requests [ns]. */
  readonly gapNs: number;
  /** How many of the requests come at the beginning, a hundred times as fast, so that all callers are busy at once. */
  readonly burst?: number;
}

const LOAD_CHANGES = 60;

/** Demotions in big lists and promotions in small ones, some ten times as many of the latter. */
function tieringRequest(random: RandomStream, timeNs: number, callers: number): MigrationRequest {
  const demotion = random.uniform() < 0.1;
  // One caller in eight demotes, as kswapd does for a node; the others promote.
  const demoters = Math.ceil(callers / 8);
  return {
    timeNs,
    folioBytes: demotion ? 2 ** 21 : at([4096, 65_536, 2 ** 21], random.below(3)),
    folios: demotion ? 32 + random.below(480) : 1 + random.below(64),
    source: demotion ? 0 : 1,
    target: demotion ? 1 : 0,
    reason: demotion ? 'demotion' : 'numa_misplaced',
    mode: 'async',
    owner: random.below(4),
    caller: demotion ? random.below(demoters) : demoters + random.below(callers - demoters),
    callerNode: 0,
    touchRate: demotion ? 1e-9 : 1e-7,
    delayRate: demotion ? 0 : 0.01,
    mmCpus: 16,
  };
}

function loadChange(random: RandomStream, k: number, endNs: number): LoadChange {
  return {
    timeNs: (k * endNs) / LOAD_CHANGES,
    node: k % 2,
    threads: random.below(40),
    localDemand: 100 * random.uniform(),
    remoteDemand: 30 * random.uniform(),
  };
}

export async function tieringEpisode(
  checkout: Checkout,
  { callers, requests, gapNs, burst = 0 }: Tiering,
): Promise<Episode> {
  const { arrivalsOf, tenantLoadOf } = await checkout.load('episode');
  const random = randomStream(7, 'bench');
  const list: MigrationRequest[] = [];
  let timeNs = 0;
  for (let k = 0; k < requests; k++) {
    timeNs += random.exponential(k < burst ? gapNs / 100 : gapNs);
    list.push(tieringRequest(random, timeNs, callers));
  }
  const load = Array.from({ length: LOAD_CHANGES }, (_, k) => loadChange(random, k, timeNs));
  return { arrivals: arrivalsOf(list), load: tenantLoadOf(load), callers };
}
