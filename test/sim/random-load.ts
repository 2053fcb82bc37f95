import fc from 'fast-check';
import { at } from '../../src/core/errors.js';
import { loadPlatform } from '../../src/platform/load.js';
import { createMachine } from '../../src/sim/machine.js';
import { type RandomEpisode, randomEpisodes } from './random-episode.js';
import { tenants } from './sample-run.js';

/** Demands to a byte a us: a reference that divides demands by weights does not bear the smallest numbers there are. */
const toByte = (demand: number): number => Math.round(demand * 1000) / 1000;

/** An episode whose tenants ask for so many times as much memory traffic. */
export function withDemand({ load, ...random }: RandomEpisode, times: number): RandomEpisode {
  const change = (one: RandomEpisode['load'][number]) => ({
    ...one,
    localDemand: toByte(times * one.localDemand),
    remoteDemand: toByte(times * one.remoteDemand),
  });
  return { ...random, load: load.map(change) };
}

export const ordinary = randomEpisodes.map((random) => withDemand(random, 1));
/** Tenants ask for more memory traffic than there is, from the beginning on, and several times as much later. */
export const crowded = randomEpisodes.map((random) => {
  const { load, ...rest } = withDemand(random, 4);
  return { ...rest, load: [tenants(0, 24, 200, 60), tenants(1, 16, 80, 10), ...load] };
});

/** Sockets 0 and 1, and their persistent memory, nodes 2 and 3. */
export const pmem = createMachine(loadPlatform('icx-2s-pmem'));

/** Ways with a CPU at one end. */
const WAYS = [0, 1].flatMap((socket) =>
  [0, 1, 2, 3].flatMap((node) => [[socket, node] as const, [node, socket] as const]),
);

function onWays({ requests, ...random }: RandomEpisode, ways: readonly (readonly [number, number])[]): RandomEpisode {
  const moved = requests.map((one, r) => ({ ...one, source: at(at(ways, r), 0), target: at(at(ways, r), 1) }));
  return { ...random, requests: moved };
}

/** Requests between all memories of `pmem`, beside such tenants. */
export const crowdedPmem: fc.Arbitrary<RandomEpisode> = fc
  .tuple(crowded, fc.array(fc.constantFrom(...WAYS), { minLength: 12, maxLength: 12 }))
  .map(([random, ways]) => onWays(random, ways));
