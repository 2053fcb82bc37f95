import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { BATCH_SIZERS, readBatchSizer } from '../../../src/heuristics/batch-sizers/registry.js';
import { type BatchSizer, MAINLINE, type SizedRequest } from '../../../src/migration/batch-sizer.js';
import { MODES, REASONS, SERIAL_COPY } from '../../../src/migration/vocabulary.js';
import type { BatchCap } from '../../../src/platform/platform.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { Blackouts } from '../../../src/sim/state/blackouts.js';
import { byTaste, randomEpisodes, toEpisode } from '../random-episode.js';
import { episodeOf, OFFLOAD, request, runOn, zen3Machine } from '../sample-run.js';

const SIZERS: readonly BatchSizer[] = [
  ...BATCH_SIZERS.names.map((name) => readBatchSizer(name, '')),
  ...['1 folio', '7 folios', '100 pages', '3MiB', '4096 folios'].map((text) => readBatchSizer(text, '')),
];

/** The cap of a sizer that never leaves anything to mainline. */
function capOf(sizer: BatchSizer, request: SizedRequest): BatchCap {
  const choice = sizer.capFor(request);
  if (choice === MAINLINE) throw new Error(`${sizer.name} says mainline`);
  return choice;
}

describe.each(SIZERS.map((sizer) => [sizer.name, sizer] as const))('batch sizer %s', (name, sizer) => {
  it('says what it does, decides by what it is asked and is found by its name', () => {
    expect(sizer.summary).not.toBe('');
    expect(readBatchSizer(name, '').name).toBe(name);
    for (const reason of REASONS) {
      for (const mode of MODES) {
        const asked = { reason, mode, folioBytes: 4096, pmdMapped: false, foliosLeft: 700 };
        expect(sizer.capFor(asked)).toEqual(sizer.capFor(asked));
        expect(capOf(sizer, asked).limit).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it('cuts every request of random episodes into batches within its caps, and loses no folio', () => {
    const property = fc.property(randomEpisodes, (random) => {
      const episode = toEpisode(random);
      const sim = new Simulator(zen3Machine, episode, { ...OFFLOAD, batching: sizer });
      const { decided, bytes } = runOn(sim, byTaste(random));
      const { arrivals } = episode;
      let all = 0;
      for (let r = 0; r < arrivals.count; r++) {
        const folioBytes = at(arrivals.folioBytes, r);
        const reason = at(REASONS, at(arrivals.reason, r));
        const mode = at(MODES, at(arrivals.mode, r));
        const own = decided.filter(({ request: one }) => one === r).map(({ folios }) => folios);
        expect(own.reduce((sum, folios) => sum + folios, 0)).toBe(at(arrivals.folios, r));
        all += at(arrivals.folios, r) * folioBytes;
        const pmdMapped = folioBytes >= 2 ** 21;
        const asked = { reason, mode, folioBytes, pmdMapped, foliosLeft: at(arrivals.folios, r) };
        const { limit, unit } = capOf(sizer, asked);
        const each = { folios: 1, pages: folioBytes / 4096, bytes: folioBytes }[unit];
        for (const folios of own) expect(folios === 1 || folios * each <= limit).toBe(true);
      }
      expect(bytes).toBe(all);
    });
    fc.assert(property, { seed: 17, numRuns: 20 });
  });
});

describe('by-reason', () => {
  it('keeps what somebody waits for away for a shorter time than one cap for all does, and costs it throughput', () => {
    const meanOf = (reason: 'numa_misplaced' | 'demotion', batching: BatchSizer | 'offload') => {
      const sim = new Simulator(zen3Machine, episodeOf([request({ reason, folios: 512 })]), { ...OFFLOAD, batching });
      runOn(sim, () => ({ ...SERIAL_COPY, migrator: 'dcbm', workers: 0, channels: 8, dmaShare: 1 }));
      return { blackout: sim.settled.blackouts.mean(), total: sim.now };
    };
    const sizer = readBatchSizer('by-reason', '');
    const [small, large] = [meanOf('numa_misplaced', sizer), meanOf('numa_misplaced', 'offload')];
    expect(small.blackout).toBeLessThan(large.blackout / 10);
    expect(small.total).toBeGreaterThan(large.total);
    expect(meanOf('demotion', sizer)).toEqual(meanOf('demotion', 'offload'));
  });
});

describe('by-mapping', () => {
  it('tells folios that a PMD maps from those that PTEs map, by the platform', () => {
    const batchesOf = (folioBytes: number) => {
      const episode = episodeOf([request({ folioBytes, folios: 100 })]);
      const sim = new Simulator(zen3Machine, episode, { ...OFFLOAD, batching: readBatchSizer('by-mapping', '') });
      return runOn(sim, () => SERIAL_COPY).decided.map(({ folios }) => folios);
    };
    expect(batchesOf(2 ** 20)).toEqual([32, 32, 32, 4]);
    expect(batchesOf(2 ** 21)).toEqual([...Array.from({ length: 12 }, () => 8), 4]);
  });
});

describe('blackouts of batches', () => {
  const batches = fc.array(
    fc.record({
      folios: fc.integer({ min: 1, max: 600 }),
      first: fc.double({ min: 1, max: 1e7, noNaN: true }),
      last: fc.double({ min: 1, max: 1e7, noNaN: true }),
    }),
    { minLength: 1, maxLength: 100 },
  );

  it('have the mean and the quantiles of their folios listed one by one', () => {
    const property = fc.property(batches, fc.constantFrom(0.5, 0.9, 0.99), (list, q) => {
      const sum = new Blackouts();
      const each: number[] = [];
      const PARTS = 400;
      for (const { folios, first, last } of list) {
        sum.add(folios, first, last);
        for (let k = 0; k < PARTS; k++) each.push(first + ((last - first) * (k + 0.5)) / PARTS);
      }
      const weights = list.flatMap(({ folios }) => Array.from({ length: PARTS }, () => folios / PARTS));
      const all = list.reduce((total, { folios }) => total + folios, 0);
      const mean = each.reduce((total, one, k) => total + one * at(weights, k), 0) / all;
      expect(sum.mean() / mean).toBeCloseTo(1, 9);
      const found = sum.quantile(q);
      const share = (most: number) =>
        each.reduce((total, one, k) => total + (one <= most ? at(weights, k) : 0), 0) / all;
      // Half a part of every batch is what the listing itself leaves open.
      expect(share(found * (1 + 1e-9))).toBeGreaterThanOrEqual(q - 0.5 / PARTS - 1e-9);
      expect(share(found * (1 - 1e-9))).toBeLessThanOrEqual(q + 0.5 / PARTS + 1e-9);
    });
    fc.assert(property, { seed: 5, numRuns: 40 });
  });

  it('are nothing before the first batch', () => {
    expect(new Blackouts().mean()).toBeNaN();
    expect(new Blackouts().quantile(0.99)).toBeNaN();
  });
});
