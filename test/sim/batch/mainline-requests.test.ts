import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { type BatchTable, tableSizer } from '../../../src/migration/batch-table.js';
import { REASONS, SERIAL_COPY } from '../../../src/migration/vocabulary.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { byTaste, randomEpisodes, toEpisode } from '../random-episode.js';
import { MAINLINE, OFFLOAD, runOn, zen3Machine } from '../sample-run.js';

const MIXED: BatchTable = {
  default: { pmd: '8 folios', pte: '32 folios' },
  reasons: {
    numa_misplaced: { pmd: 'mainline', pte: 'mainline' },
    demotion: { pte: 'mainline' },
    compaction: { pmd: 'mainline' },
  },
};
const sizer = tableSizer(MIXED);

function isLeft(reason: number, folioBytes: number): boolean {
  const name = at(REASONS, reason);
  return name === 'numa_misplaced' || (folioBytes >= 2 ** 21 ? name === 'compaction' : name === 'demotion');
}

describe('requests that a sizer leaves to mainline', () => {
  it('are moved whole without a decision, and credited to nobody, while the others are decided', () => {
    const property = fc.property(randomEpisodes, (random) => {
      const episode = toEpisode(random);
      const sim = new Simulator(zen3Machine, episode, { ...OFFLOAD, batching: sizer });
      const { decided, bytes, requests } = runOn(sim, byTaste(random));
      const { arrivals } = episode;
      expect(requests).toBe(arrivals.count);
      let all = 0;
      for (let r = 0; r < arrivals.count; r++) {
        const own = decided.filter(({ request }) => request === r).reduce((sum, { folios }) => sum + folios, 0);
        expect(own).toBe(isLeft(at(arrivals.reason, r), at(arrivals.folioBytes, r)) ? 0 : at(arrivals.folios, r));
        all += at(arrivals.folios, r) * at(arrivals.folioBytes, r);
      }
      expect(bytes).toBe(all);
      for (const { credits } of decided) expect(credits).toHaveLength(1);
    });
    fc.assert(property, { seed: 23, numRuns: 40 });
  });

  it('cost what they cost under mainline where there are no others', () => {
    const property = fc.property(randomEpisodes, (random) => {
      const left = random.requests.map((one) => ({ ...one, reason: 'numa_misplaced' as const }));
      const episode = toEpisode({ ...random, requests: left });
      const sized = new Simulator(zen3Machine, episode, { ...OFFLOAD, batching: sizer });
      const mainline = new Simulator(zen3Machine, episode, MAINLINE);
      const [own, kernel] = [sized, mainline].map((sim) => runOn(sim, () => SERIAL_COPY));
      expect(own?.decided).toEqual([]);
      expect({ ...own, decided: [] }).toEqual({ ...kernel, decided: [] });
      expect(sized.unasked).toBe(mainline.decisions);
    });
    fc.assert(property, { seed: 29, numRuns: 40 });
  });

  it('are copied along by a clone as by the original', () => {
    const property = fc.property(randomEpisodes, fc.integer({ min: 0, max: 12 }), (random, most) => {
      const episode = toEpisode(random);
      const options = { ...OFFLOAD, batching: sizer };
      const original = new Simulator(zen3Machine, episode, options);
      runOn(original, byTaste(random), most);
      const clone = new Simulator(zen3Machine, episode, options);
      clone.copyFrom(original);
      for (const sim of [clone, original]) sim.settled.total.fill(0);
      const [a, b] = [clone, original].map((sim) => runOn(sim, byTaste(random)));
      expect(a?.total).toEqual(b?.total);
      expect([clone.now, clone.unasked, clone.decisions]).toEqual([original.now, original.unasked, original.decisions]);
    });
    fc.assert(property, { seed: 31, numRuns: 40 });
  });
});
