import fc from 'fast-check';
import { at } from '../../src/core/errors.js';
import { type MigrationRequest, REASONS } from '../../src/migration/vocabulary.js';
import { ACTIONS, type Action, writeMask } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { observe } from '../../src/sim/observation.js';
import type { Simulator } from '../../src/sim/simulator.js';
import type { Episode, LoadChange } from '../../src/workload/episode.js';
import { type Choice, episodeOf, request } from './sample-run.js';

/** Requests that crowd into a few milliseconds, on two nodes, with tenants that come and go. */
export interface RandomEpisode {
  readonly requests: readonly MigrationRequest[];
  readonly load: readonly LoadChange[];
  /** Which of the possible actions each request takes, as a fraction of their list. */
  readonly taste: readonly number[];
}

// DMA and hybrid copies end the list of actions; half of the requests choose from its end.
const fraction = fc.oneof(
  fc.double({ min: 0, max: 0.999, noNaN: true }),
  fc.double({ min: 0.85, max: 0.999, noNaN: true }),
);
const powerOfTen = (from: number, to: number) =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: from, max: to }).map((exponent) => 10 ** exponent),
  );

const anyRequest: fc.Arbitrary<MigrationRequest> = fc
  .record({
    timeNs: fc.integer({ min: 0, max: 4_000_000 }),
    folioBytes: fc.constantFrom(4096, 16_384, 65_536, 2 ** 20, 2 ** 21),
    folios: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1100 })),
    source: fc.constantFrom(0, 1),
    // Now and then the pages stay on their node.
    stays: fc.constantFrom(false, false, false, true),
    reason: fc.constantFrom(...REASONS),
    owner: fc.nat(3),
    caller: fc.nat(3),
    callerNode: fc.constantFrom(0, 1),
    touchRate: powerOfTen(-10, -4),
    delayRate: powerOfTen(-4, -1),
    mmCpus: fc.integer({ min: 1, max: 64 }),
  })
  .map(({ stays, ...facts }) => request({ ...facts, target: stays ? facts.source : 1 - facts.source }));

const anyLoad: fc.Arbitrary<LoadChange> = fc.record({
  timeNs: fc.integer({ min: 0, max: 8_000_000 }),
  node: fc.constantFrom(0, 1),
  threads: fc.integer({ min: 0, max: 64 }),
  localDemand: fc.double({ min: 0, max: 200, noNaN: true }),
  remoteDemand: fc.double({ min: 0, max: 80, noNaN: true }),
});

export const randomEpisodes: fc.Arbitrary<RandomEpisode> = fc
  .record({
    requests: fc.array(anyRequest, { minLength: 1, maxLength: 12 }),
    load: fc.array(anyLoad, { maxLength: 6 }),
  })
  .chain(({ requests, load }) =>
    fc
      .array(fraction, { minLength: requests.length, maxLength: requests.length })
      .map((taste) => ({ requests, load, taste })),
  );

export function toEpisode({ requests, load }: RandomEpisode): Episode {
  return episodeOf(requests, load);
}

function possibleActions(sim: Simulator, slot: number): readonly Action[] {
  const features = new Int32Array(FEATURES.length);
  const mask = new Uint8Array(ACTIONS.length);
  observe(sim, slot, features);
  writeMask(features, mask);
  return ACTIONS.filter((_, action) => mask[action] === 1);
}

/** Decides by the request alone, so that a clone and a second run decide the same. */
export function byTaste({ taste }: RandomEpisode): Choice {
  return (sim, slot) => {
    const possible = possibleActions(sim, slot);
    return at(possible, Math.floor(at(taste, at(sim.slots.request, slot)) * possible.length));
  };
}
