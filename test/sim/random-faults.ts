import fc from 'fast-check';
import { FAULT_KINDS, type Fault, type Faults, faultsOf } from '../../src/workload/faults.js';
import { type RandomEpisode, randomEpisodes } from './random-episode.js';
import { zen3Machine } from './sample-run.js';

/** A random episode whose DMA device fails while it runs. */
export interface FaultyEpisode {
  readonly random: RandomEpisode;
  readonly faults: Faults;
}

const channels = zen3Machine.device?.channels ?? 0;

const anyFault: fc.Arbitrary<Fault> = fc.record({
  timeNs: fc.oneof(fc.integer({ min: 0, max: 8_000_000 }), fc.integer({ min: 0, max: 100_000_000 })),
  // More losses than returns: a device that is gone for good is an episode too.
  kind: fc.oneof(fc.constantFrom(...FAULT_KINDS), fc.constant('channel-lost' as const)),
  channel: fc.nat(channels - 1),
});

const anyFaults: fc.Arbitrary<Faults> = fc
  .record({
    faults: fc.array(anyFault, { maxLength: 40 }),
    noticeNs: fc.constantFrom(0, 1, 20_000, 10_000_000),
    listErrorRate: fc.constantFrom(0, 0.05, 0.5, 1),
    seed: fc.nat(2 ** 31),
  })
  .map(({ faults, ...facts }) => faultsOf(faults, facts));

// Every other episode is nearly all DMA, so that batches wait for channels when these go.
const dmaEpisodes = randomEpisodes.map((random) => ({
  ...random,
  taste: random.taste.map((share) => 0.88 + 0.06 * share),
}));

export const faultyEpisodes: fc.Arbitrary<FaultyEpisode> = fc.record({
  random: fc.oneof(randomEpisodes, dmaEpisodes),
  faults: anyFaults,
});
