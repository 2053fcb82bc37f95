import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { STORES } from '../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex, writeMask } from '../../src/policy/action-table.js';
import { COPY_TIME_CONSTANTS, COPY_TIME_READS, copyNs } from '../../src/policy/copy-time.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import {
  cheapestAt,
  MOST_PRICE,
  PRICE_BOUNDS,
  type Prices,
  readsOf,
  saturated,
  stallNs,
} from '../../src/policy/prices.js';
import { bigCheapest, bigCopyNs, bigCost, bigStallNs, bigWeighed, named } from './big-prices.js';
import { extremeFeatures } from './extreme-features.js';
import { roomyFeatures } from './sample-policies.js';

const price = fc.oneof(
  fc.constantFrom(0, 1, MOST_PRICE),
  fc.integer({ min: 0, max: 17 }).map((k) => Math.min(MOST_PRICE, 2 ** k)),
  fc.integer({ min: 0, max: MOST_PRICE }),
);
const anyPrices: fc.Arbitrary<Prices> = fc.record({
  touch: price,
  delay: price,
  wait: price,
  channel: price,
  stores: fc.constantFrom(...STORES),
});
const anyMask = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: ACTIONS.length, maxLength: ACTIONS.length })
  .map((bits) => Uint8Array.from(bits));
const ALL = new Uint8Array(ACTIONS.length).fill(1);
const NOTHING: Prices = { touch: 0, delay: 0, wait: 0, channel: 0, stores: 'temporal' };

/** A hundred THPs on a machine of 32 idle CPUs and 16 free channels. */
const MACHINE = {
  ...{ nr_folios: 100, batch_kib: 204_800, remaining_kib: 0, mm_cpus: 8 },
  ...{ src_cpus: 32, dst_cpus: 32, src_idle_cpus: 32, dst_idle_cpus: 32, dma_channels: 16, dma_free: 16 },
  ...{ worker_mbps: 11_000, workers_mbps: 40_000, dma_setup_us: 36, dma_waits: 1 },
  ...{ channel_mbps: 13_000, two_channels_mbps: 15_800, channels_mbps: 85_000 },
};
const maskOf = (features: Int32Array): Uint8Array => {
  const mask = new Uint8Array(ACTIONS.length);
  writeMask(features, mask);
  return mask;
};
function chosen(prices: Partial<Prices>, values: Readonly<Record<string, number>> = {}): string {
  const features = roomyFeatures({ ...MACHINE, ...values });
  return at(ACTIONS, cheapestAt({ ...NOTHING, ...prices }, features, maskOf(features))).name;
}

/** Values that machines have: rates of 1 to 200 GB/s, batches of many milliseconds. */
const realistic: fc.Arbitrary<Int32Array> = fc
  .record({
    nr_folios: fc.integer({ min: 16, max: 4096 }),
    batch_kib: fc.integer({ min: 1 << 20, max: 1 << 22 }),
    mm_cpus: fc.integer({ min: 1, max: 64 }),
    src_idle_cpus: fc.integer({ min: 0, max: 64 }),
    dst_idle_cpus: fc.integer({ min: 0, max: 64 }),
    dma_free: fc.integer({ min: 0, max: 16 }),
    dma_waits: fc.integer({ min: 0, max: 1 }),
    dma_setup_us: fc.integer({ min: 1, max: 500 }),
    worker_mbps: fc.integer({ min: 1000, max: 20_000 }),
    workers_mbps: fc.integer({ min: 5000, max: 80_000 }),
    channel_mbps: fc.integer({ min: 1000, max: 20_000 }),
    two_channels_mbps: fc.integer({ min: 1000, max: 40_000 }),
    channels_mbps: fc.integer({ min: 1000, max: 80_000 }),
  })
  .map((values) => roomyFeatures({ ...MACHINE, ...values }));

describe('the cheapest action', () => {
  it('is possible, or there is none', () => {
    fc.assert(
      fc.property(anyPrices, extremeFeatures, anyMask, (prices, features, possible) => {
        const action = cheapestAt(prices, features, possible);
        const any = bigWeighed(prices).some((index) => possible[index] === 1);
        expect(action === -1 ? 0 : possible[action]).toBe(any ? 1 : 0);
      }),
      { seed: 8 },
    );
  });

  it('is that of integers without bounds, none of which reaches 2^53', () => {
    fc.assert(
      fc.property(anyPrices, extremeFeatures, anyMask, (prices, features, possible) => {
        expect(cheapestAt(prices, features, possible)).toBe(bigCheapest(prices, features, possible));
        expect(cheapestAt(prices, features, ALL)).toBe(bigCheapest(prices, features, ALL));
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('takes the time that integers without bounds say', () => {
    fc.assert(
      fc.property(extremeFeatures, (features) => {
        const f = named(features);
        for (const action of ACTIONS)
          expect(BigInt(copyNs(action, features, COPY_TIME_CONSTANTS)), action.name).toBe(bigCopyNs(action, f));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('is never dearer than any other that is possible, declining among them', () => {
    fc.assert(
      fc.property(anyPrices, realistic, (prices, features) => {
        const [mask, f] = [maskOf(features), named(features)];
        const cost = bigCost(at(ACTIONS, cheapestAt(prices, features, mask)), prices, f);
        for (const index of bigWeighed(prices))
          if (mask[index] === 1) expect(cost <= bigCost(at(ACTIONS, index), prices, f)).toBe(true);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('is a copy without CPUs where only these have a price, and the caller where there is no engine', () => {
    expect(chosen({})).toBe('dcbm-1');
    expect(chosen({}, { dma_channels: 0, dma_free: 0 })).toBe('decline');
  });

  it('is dear where nobody minds to wait, and fast where a wait is dear', () => {
    expect(chosen({ channel: 300 })).toBe('decline');
    expect(chosen({ channel: 300, wait: 30_000 })).toBe('dcbm-16');
  });

  it('means other actions on other machines', () => {
    const prices = { channel: 30, wait: 3000 };
    expect(chosen(prices)).toBe('dcbm-16');
    const slow = { channel_mbps: 2000, two_channels_mbps: 2000, channels_mbps: 4000 };
    expect(chosen(prices, slow)).toBe('mtcopy-4-pull-temporal-spread');
    expect(chosen(prices, { ...slow, worker_mbps: 5000 })).toBe('mtcopy-8-pull-temporal-spread');
    expect(chosen(prices, { ...slow, dst_idle_cpus: 0 })).toBe('mtcopy-4-push-temporal-spread');
  });

  it('has the stores that the prices name', () => {
    const cpu = { channel: MOST_PRICE, wait: MOST_PRICE };
    expect(chosen({ ...cpu, stores: 'nontemporal' }, { dma_channels: 0, dma_free: 0 })).toMatch(/-nontemporal-/);
    expect(chosen({ ...cpu, stores: 'temporal' }, { dma_channels: 0, dma_free: 0 })).toMatch(/-temporal-/);
  });

  it('is no slower for what is touched than for what never is, among copies that keep all folios unmapped', () => {
    fc.assert(
      fc.property(anyPrices, realistic, (prices, features) => {
        const [mask, f] = [maskOf(features), named(features)];
        // The kernel gives folios back one by one: half of its time counts, so that it may well be slower.
        mask[actionIndex('decline')] = 0;
        const timeAt = (touch: number): number =>
          Number(bigCopyNs(at(ACTIONS, cheapestAt({ ...prices, touch }, features, mask)), f));
        // S ∙ W ÷ (S + W) is rounded by up to a hundredth (below), and with it what tells two times apart.
        expect(timeAt(prices.touch)).toBeLessThanOrEqual(1.02 * timeAt(0));
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});

describe('the stall of a first toucher', () => {
  /** Of one folio on as many CPUs as there can be, x touches in a blackout of 10 ms [part of the blackout]. */
  const part = (x: number): number =>
    stallNs(Math.round(100 * x), 1e7, false, { folios: 1, share: 64, toCome: 0, cpus: PRICE_BOUNDS.cpus }) / 1e7;
  const ROUNDING = 0.001;

  it('is at most 0.09 below 1 − (1 − e^(−x)) ÷ x, and never above it', () => {
    for (let touches = 1; touches <= 10_000; touches += 1 + (touches >> 4)) {
      const below = 1 + Math.expm1(-touches / 100) / (touches / 100) - part(touches / 100);
      expect(below).toBeGreaterThan(-ROUNDING);
      expect(below).toBeLessThan(0.09 + ROUNDING);
    }
  });

  it('is exact to first order, and in the limit', () => {
    // x ÷ 2, less a part x ÷ 2 of it
    expect(part(0.01) / 0.005).toBeGreaterThan(0.99);
    expect(part(0.01) / 0.005).toBeLessThan(1);
    // 100 ÷ 102
    expect(part(100)).toBeGreaterThan(0.97);
  });

  it('is that of integers without bounds', () => {
    const { folios: most, share: mostShare, cpus: mostCpus } = PRICE_BOUNDS;
    const batches = fc.record({
      folios: fc.oneof(fc.constantFrom(1, most), fc.integer({ min: 1, max: most })),
      share: fc.oneof(fc.constantFrom(1, 64, mostShare), fc.integer({ min: 1, max: mostShare })),
      cpus: fc.oneof(fc.constantFrom(1, mostCpus), fc.integer({ min: 1, max: mostCpus })),
    });
    const time = fc.integer({ min: 0, max: 35 }).chain((octave) => fc.nat(2 ** octave));
    const property = fc.property(price, time, fc.boolean(), batches, (touch, ns, serial, batch) => {
      const [folios, share, cpus] = [BigInt(batch.folios), BigInt(batch.share), BigInt(batch.cpus)];
      const stall = stallNs(touch, ns, serial, { ...batch, toCome: 0 });
      expect(BigInt(stall)).toBe(bigStallNs(BigInt(touch), BigInt(ns), serial, { folios, share, cpus }));
    });
    fc.assert(property, { seed: 5, numRuns: 2000 });
  });

  it('is that of half the time where the kernel gives folios back one by one', () => {
    const batch = { folios: 10, share: 64, toCome: 0, cpus: PRICE_BOUNDS.cpus };
    const [serial, half] = [stallNs(3000, 2 ** 24, true, batch), stallNs(3000, 2 ** 23, false, batch)];
    // The process has twice the time to lose, of which ten folios take little.
    expect(serial / half).toBeCloseTo(1, 1);
  });

  it('is never more than the CPUs of the process lose', () => {
    fc.assert(
      fc.property(price, fc.nat(2 ** 35), fc.integer({ min: 1, max: 1 << 16 }), (touch, ns, folios) => {
        expect(stallNs(touch, ns, false, { folios, share: 64, toCome: 0, cpus: 4 })).toBeLessThanOrEqual(4 * ns);
      }),
      { seed: 9 },
    );
  });
});

describe('saturated', () => {
  it('is S · W ÷ (S + W) within a hundredth where both are above 2^18', () => {
    const term = fc.double({ min: 18, max: 50, noNaN: true }).map((octave) => Math.floor(2 ** octave));
    fc.assert(
      fc.property(term, term, (one, other) => {
        const exact = one / (1 + one / other);
        expect(Math.abs(saturated(one, other) / exact - 1)).toBeLessThan(0.01);
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it('is the same either way round, and never above the smaller', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.nat(2 ** 40), (one, other) => {
        expect(saturated(one, other)).toBe(saturated(other, one));
        expect(saturated(one, other)).toBeLessThanOrEqual(Math.min(one, other));
        expect(saturated(one, other)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 10 },
    );
  });
});

describe('what prices read', () => {
  it('is what copy times do, and heat only where it has a price', () => {
    expect(readsOf({ touch: 0, delay: 0 })).toEqual(COPY_TIME_READS);
    for (const hot of [
      { touch: 1, delay: 0 },
      { touch: 0, delay: 1 },
    ])
      expect(readsOf(hot)).toEqual([...COPY_TIME_READS, 'nr_folios', 'remaining_kib', 'mm_cpus']);
  });

  it('is all that they are computed from: nothing else changes the choice', () => {
    const others = (prices: Prices) => FEATURES.filter(({ name }) => !readsOf(prices).includes(name));
    fc.assert(
      fc.property(anyPrices, fc.boolean(), extremeFeatures, extremeFeatures, (drawn, cold, features, other) => {
        const prices = cold ? { ...drawn, touch: 0, delay: 0 } : drawn;
        const changed = features.slice();
        for (const { name } of others(prices)) changed[featureIndex(name)] = other[featureIndex(name)] ?? 0;
        expect(cheapestAt(prices, changed, ALL)).toBe(cheapestAt(prices, features, ALL));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
