import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import {
  COPY_TIME_CONSTANTS,
  channelsGranted,
  copyNs,
  idleFor,
  LONGEST_NS,
  weighedActions,
} from '../../src/policy/copy-time.js';
import { featureIndex } from '../../src/policy/feature-table.js';
import { extremeFeatures } from './extreme-features.js';
import { roomyFeatures } from './sample-policies.js';

/*
 * A THP of 2048 KiB on a machine whose rates divide it: 2048 KiB · 1 024 000 ÷ 10 240 MB/s = 204 800 ns by one worker,
 * 64 000 ns by all of them, 128 000 ns by one channel, 102 400 ns by two, 32 000 ns by all.
 */
const MACHINE = {
  ...{ batch_kib: 2048, src_idle_cpus: 64, dst_idle_cpus: 64, src_load: 0, dst_load: 0 },
  ...{ dma_channels: 16, dma_free: 16, dma_outstanding_kib: 0, dma_setup_us: 36, dma_waits: 1 },
  ...{ worker_mbps: 10_240, workers_mbps: 32_768 },
  ...{ channel_mbps: 16_384, two_channels_mbps: 20_480, channels_mbps: 65_536 },
};
const action = (name: string) => at(ACTIONS, actionIndex(name));
const ns = (name: string, values: Readonly<Record<string, number>> = {}): number =>
  copyNs(action(name), roomyFeatures({ ...MACHINE, ...values }), COPY_TIME_CONSTANTS);

const [PULL_2, PULL_4, PUSH_4] = [
  'mtcopy-2-pull-temporal-spread',
  'mtcopy-4-pull-temporal-spread',
  'mtcopy-4-push-temporal-spread',
] as const;

describe('the caller', () => {
  it('copies at the rate of one worker', () => {
    expect(ns('decline')).toBe(204_800);
  });

  it('gets its share of a full node, and no more than all of an idle one', () => {
    expect(ns('decline', { dst_load: 250 })).toBe(512_000);
    expect(ns('decline', { dst_load: 40 })).toBe(204_800);
    expect(ns('decline', { src_load: 250 })).toBe(204_800);
  });

  it('copies on the source to a node without CPUs', () => {
    const far = { ...MACHINE, dst_cpus: 0, dst_idle_cpus: 0, src_idle_cpus: 3 };
    expect(ns('decline', { ...far, src_load: 250 })).toBe(512_000);
    expect(ns('dcbm-1', { ...far, src_load: 250, dma_free: 0, dma_waits: 0 })).toBe(512_000);
    expect(idleFor(action('decline'), roomyFeatures(far))).toBe(3);
  });
});

describe('workers', () => {
  it('copy at the sum of their rates', () => {
    // 2 · 1000 + 102 400
    expect(ns(PULL_2)).toBe(104_400);
  });

  it('copy at what all of them reach, where that is less', () => {
    // 4 · 1000 + 64 000, for 4 · 10 240 > 32 768
    expect(ns(PULL_4)).toBe(68_000);
  });

  it('wait for CPUs that are busy', () => {
    // three of four: + ⌊300 000 · 3 ÷ 4⌋
    expect(ns(PULL_4, { dst_idle_cpus: 1 })).toBe(293_000);
    expect(ns(PULL_4, { dst_idle_cpus: 4 })).toBe(68_000);
  });

  it('share the CPUs of the side they run on', () => {
    // 4000 + 64 000 · 1.5
    expect(ns(PULL_4, { dst_load: 150 })).toBe(100_000);
    expect(ns(PULL_4, { src_load: 150, src_idle_cpus: 0 })).toBe(68_000);
    expect(ns(PUSH_4, { src_load: 150, src_idle_cpus: 0 })).toBe(400_000);
    expect(ns(PUSH_4, { dst_load: 150, dst_idle_cpus: 0 })).toBe(68_000);
  });
});

describe('channels', () => {
  it('set up, and copy: one at its own rate, two at theirs', () => {
    expect(ns('dcbm-1')).toBe(36_000 + 1000 + 128_000);
    expect(ns('dcbm-2')).toBe(36_000 + 2000 + 102_400);
  });

  it('go pair by pair, to what all of them reach', () => {
    // 2 · 20 480 = 40 960 MB/s
    expect(ns('dcbm-4')).toBe(36_000 + 4000 + 51_200);
    // 4 · 20 480 > 65 536
    expect(ns('dcbm-8')).toBe(36_000 + 8000 + 32_000);
  });

  it('are those that are free, and share the device with those that are not', () => {
    // 4 of 16 get 65 536 ÷ 4 = 16 384 MB/s, less than the 40 960 of their own
    expect(ns('dcbm-16', { dma_free: 4 })).toBe(36_000 + 4000 + 128_000);
    // 2 of 4 get 32 768, their own 20 480 is less
    expect(ns('dcbm-2', { dma_channels: 4, dma_free: 2 })).toBe(36_000 + 2000 + 102_400);
  });

  it('wait until what is outstanding is through where none is free', () => {
    // 65 536 KiB · 1 024 000 ÷ 65 536
    expect(ns('dcbm-8', { dma_free: 0, dma_outstanding_kib: 65_536 })).toBe(1_024_000 + 36_000 + 8000 + 32_000);
  });

  it('leave everything to the caller where none is free and the driver does not wait', () => {
    const full = { dma_free: 0, dma_waits: 0, dma_outstanding_kib: 65_536 };
    for (const name of ['dcbm-1', 'dcbm-16', 'hybrid-25', 'hybrid-75']) {
      expect(ns(name, full)).toBe(204_800);
      expect(ns(name, { ...full, dst_load: 250 })).toBe(512_000);
    }
  });
});

describe('a hybrid copy', () => {
  it('takes as long as the slower of its parts', () => {
    // 1536 KiB by workers 4000 + 48 000; 512 KiB by channels 40 000 + 12 800
    expect(ns('hybrid-25')).toBe(52_800);
    // 512 KiB by workers 20 000; 1536 KiB by channels 40 000 + 38 400
    expect(ns('hybrid-75')).toBe(78_400);
    // the workers wait for four busy CPUs
    expect(ns('hybrid-75', { dst_idle_cpus: 0 })).toBe(4000 + 300_000 + 16_000);
  });
});

describe('any features that the C types hold', () => {
  const constants = fc.record({
    workerNs: fc.integer({ min: 0, max: 1_000_000 }),
    wakeNs: fc.integer({ min: 0, max: 1_000_000 }),
    channelNs: fc.integer({ min: 0, max: 1_000_000 }),
  });

  it('give an integer time, never above the longest', () => {
    fc.assert(
      fc.property(extremeFeatures, constants, (features, own) => {
        for (const one of ACTIONS) {
          const time = copyNs(one, features, own);
          expect(Number.isInteger(time) && time >= 0 && time <= LONGEST_NS, `${one.name}: ${time}`).toBe(true);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('never make a larger batch the faster one', () => {
    const KIB = featureIndex('batch_kib');
    fc.assert(
      fc.property(extremeFeatures, fc.nat(2 ** 31 - 1), (features, other) => {
        const [less, more] = [features.slice(), features.slice()];
        less[KIB] = Math.min(at(features, KIB), other);
        more[KIB] = Math.max(at(features, KIB), other);
        for (const one of ACTIONS) {
          const [first, second] = [less, more].map((own) => copyNs(one, own, COPY_TIME_CONSTANTS));
          expect(second, one.name).toBeGreaterThanOrEqual(first ?? 0);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('take as long as can be where nothing moves a byte', () => {
    const still = { worker_mbps: 0, workers_mbps: 0, channel_mbps: 0, two_channels_mbps: 0, channels_mbps: 0 };
    for (const name of ['decline', PULL_4, 'dcbm-1', 'dcbm-16', 'hybrid-50']) expect(ns(name, still)).toBe(LONGEST_NS);
  });
});

describe('what an action is granted', () => {
  it('is the idle CPUs of its side, and the free channels, all its own where it has to wait', () => {
    const features = roomyFeatures({ src_idle_cpus: 3, dst_idle_cpus: 5, dma_free: 6 });
    expect([idleFor(action(PULL_4), features), idleFor(action(PUSH_4), features)]).toEqual([5, 3]);
    expect(['decline', 'dcbm-4', 'dcbm-16'].map((name) => channelsGranted(action(name), features))).toEqual([0, 4, 6]);
    const full = roomyFeatures({ dma_free: 0 });
    expect(channelsGranted(action('dcbm-4'), full)).toBe(4);
  });
});

describe('what is weighed', () => {
  it('is each width once, on the target’s side first, with one kind of stores and no more channels than said', () => {
    const names = weighedActions('nontemporal', 4).map((index) => at(ACTIONS, index).name);
    const widths = [1, 2, 4, 8, 16, 32];
    expect(names).toEqual([
      'decline',
      ...widths.map((n) => `mtcopy-${n}-pull-nontemporal-spread`),
      ...['dcbm-1', 'dcbm-2', 'dcbm-4', 'hybrid-25', 'hybrid-50', 'hybrid-75'],
      ...widths.map((n) => `mtcopy-${n}-push-nontemporal-spread`),
    ]);
  });
});
