import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/sim/simulator.js';
import { byTaste, randomEpisodes, toEpisode } from './random-episode.js';
import { OFFLOAD, run, runOn, zen3Machine } from './sample-run.js';

describe('the same episode with the same decisions', () => {
  it('costs the same to the last bit', () => {
    const property = fc.property(randomEpisodes, (random) => {
      const episode = toEpisode(random);
      const first = run(zen3Machine, episode, OFFLOAD, byTaste(random));
      expect(run(zen3Machine, episode, OFFLOAD, byTaste(random))).toEqual(first);
    });
    fc.assert(property, { seed: 31, numRuns: 30 });
  });
});

describe('a clone taken on the way', () => {
  it('ends as the original does, to the last bit, and leaves the original as it was', () => {
    const property = fc.property(randomEpisodes, fc.nat(8), (random, decisions) => {
      const episode = toEpisode(random);
      const undisturbed = run(zen3Machine, episode, OFFLOAD, byTaste(random));

      const original = new Simulator(zen3Machine, episode, OFFLOAD);
      const begun = runOn(original, byTaste(random), decisions);
      // A clone that has lived before: nothing of its own past may show.
      const clone = new Simulator(zen3Machine, episode, OFFLOAD);
      runOn(clone, byTaste({ ...random, taste: random.taste.map((share) => 1 - share * 0.99 - 0.005) }));
      clone.copyFrom(original);
      for (const part of ['slots', 'flows', 'cpu', 'costs', 'tenants', 'channels'] as const) {
        expect(clone[part]).toEqual(original[part]);
      }
      expect(clone.used).toEqual(original.used);
      const inClone = runOn(clone, byTaste(random));
      const inOriginal = runOn(original, byTaste(random));

      expect(inClone.endNs).toBe(undisturbed.endNs);
      expect(inClone.decided).toEqual(inOriginal.decided);
      expect(begun.decided.length + inClone.decided.length).toBe(undisturbed.decided.length);
      expect(inOriginal).toEqual({ ...undisturbed, decided: inOriginal.decided });
      const later = undisturbed.decided.slice(begun.decided.length);
      expect(inClone.decided).toEqual(later);
    });
    fc.assert(property, { seed: 32, numRuns: 40 });
  });
});
