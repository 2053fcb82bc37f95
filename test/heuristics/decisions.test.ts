import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import { REASONS } from '../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex, writeMask } from '../../src/policy/action-table.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';

type Situation = Readonly<Record<string, number>>;
type Row = readonly [what: string, situation: Situation, parameters: Readonly<Record<string, unknown>>, action: string];

/** A THP on an idle two-socket machine with 16 free channels, changed as a row says. */
const THP: Situation = {
  ...{ reason: REASONS.indexOf('syscall'), folio_order: 9, nr_folios: 1, batch_kib: 2048, pmd_mapped: 1 },
  ...{ src_cpus: 32, dst_cpus: 32, src_complexes: 4, dst_complexes: 4, src_idle_cpus: 28, dst_idle_cpus: 28 },
  ...{ dma_channels: 16, dma_free: 16, worker_mbps: 11_000, channel_mbps: 13_000, mm_cpus: 8 },
  ...{ workers_mbps: 40_000, two_channels_mbps: 15_800, channels_mbps: 85_000, dma_setup_us: 36, dma_waits: 1 },
};
const BULK = { nr_folios: 512, batch_kib: 512 * 2048 };
const BASE = { folio_order: 0, nr_folios: 60, batch_kib: 240, pmd_mapped: 0, channel_mbps: 500 };
const FULL = { src_idle_cpus: 0, dst_idle_cpus: 0, src_load: 130, dst_load: 130 };
const PROMOTION = { reason: REASONS.indexOf('numa_misplaced') };
const DEMOTION = { reason: REASONS.indexOf('demotion') };

function featuresOf(situation: Situation): Int32Array {
  const features = Int32Array.from(FEATURES, ({ min }) => min);
  for (const [name, value] of Object.entries({ ...THP, ...situation })) features[featureIndex(name)] = value;
  return features;
}

function chosen(rule: string, situation: Situation, parameters: Readonly<Record<string, unknown>>): string {
  const heuristic = HEURISTICS.get(rule);
  const policy = heuristic.create(heuristic.schema.parse({ ...heuristic.defaults, ...parameters }));
  const features = featuresOf(situation);
  const mask = new Uint8Array(ACTIONS.length);
  writeMask(features, mask);
  return at(ACTIONS, policy.decide(features, mask)).name;
}

/** What each rule does by its own law, worked out by hand. */
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'load-aware': [
    ['workers up to the knee on idle cores', BULK, {}, 'mtcopy-4-pull-nontemporal-spread'],
    ['on the side with more idle cores', { ...BULK, dst_idle_cpus: 20 }, {}, 'mtcopy-4-push-nontemporal-spread'],
    [
      'half of 9 idle cores is 4, a quarter 2',
      { ...BULK, src_idle_cpus: 0, dst_idle_cpus: 9 },
      { share: 0.25 },
      'mtcopy-2-pull-nontemporal-spread',
    ],
    ['the free channels where no core is idle', { ...BULK, ...FULL, dma_free: 6 }, {}, 'dcbm-4'],
    ['the kernel where there is neither', { ...BULK, ...FULL, dma_free: 0 }, {}, 'decline'],
    ['channels first where it is told so', BULK, { first: 'dma', channels: 8 }, 'dcbm-8'],
    ['the kernel for a small batch', BASE, {}, 'decline'],
    ['without an engine, if its author has none', { ...BULK, ...FULL }, { channels: 0 }, 'decline'],
  ],
  'order-reason-table': [
    ['THPs of move_pages', BULK, {}, 'dcbm-16'],
    ['a promoted THP', PROMOTION, {}, 'mtcopy-4-pull-temporal-spread'],
    ['a demoted THP: a single folio gets one channel', DEMOTION, {}, 'dcbm-1'],
    ['demoted base pages', { ...BASE, ...DEMOTION }, {}, 'dcbm-4'],
    ['a promoted base page', { ...BASE, ...PROMOTION, nr_folios: 1, batch_kib: 4 }, {}, 'decline'],
    [
      'mTHPs of move_pages',
      { ...BULK, folio_order: 4, pmd_mapped: 0 },
      { mthpOther: 'cpu-8' },
      'mtcopy-8-pull-temporal-spread',
    ],
    ['compaction is among the others', { ...BULK, reason: REASONS.indexOf('compaction') }, {}, 'dcbm-16'],
  ],
  'reason-masked': [
    ['demotion gets the engine', { ...BULK, ...DEMOTION }, {}, 'dcbm-16'],
    ['promotion does', { ...BULK, ...PROMOTION }, { channels: 4 }, 'dcbm-4'],
    ['move_pages gets workers where cores are idle', BULK, {}, 'mtcopy-4-pull-temporal-spread'],
    ['and the kernel where none is, however free the engine', { ...BULK, ...FULL }, {}, 'decline'],
    ['a small batch of a masked reason stays with the kernel', { ...DEMOTION, ...BASE, batch_kib: 32 }, {}, 'decline'],
    ['a mask of one reason', { ...BULK, ...PROMOTION }, { reasons: ['demotion'], workers: 0 }, 'decline'],
  ],
  'queue-aware': [
    // 1 GiB: 85 GB/s by 16 channels, 40 by workers, 11 by the caller.
    ['all channels for a large batch', BULK, { mostChannels: 16 }, 'dcbm-16'],
    ['half of them as it is shipped', BULK, {}, 'dcbm-8'],
    // 8 channels wanted, 1 free at 13 GB/s against 4 workers at 40.
    ['workers where one channel is left', { ...BULK, dma_free: 1 }, { cpuPrice: 0 }, 'mtcopy-4-pull-temporal-spread'],
    ['that one channel where no core is idle', { ...BULK, ...FULL, dma_free: 1 }, { cpuPrice: 3 }, 'dcbm-1'],
    // A single folio is split over the workers: 53 us, against 162 + 37 by one channel and 191 by the caller.
    ['workers for a THP when time is all that counts', {}, { cpuPrice: 0 }, 'mtcopy-4-pull-temporal-spread'],
    ['the channel for a THP when cores are dear', {}, { cpuPrice: 3 }, 'dcbm-1'],
    [
      'the caller for base pages: one channel sets up longer than the caller copies',
      { ...BASE, dma_channels: 1, dma_free: 1 },
      { cpuPrice: 3 },
      'decline',
    ],
    // 60 GiB outstanding take 0.7 s.
    [
      'nobody waits for a long queue',
      { ...BULK, dma_free: 0, dma_outstanding_kib: 60 << 20 },
      { cpuPrice: 0 },
      'mtcopy-4-pull-temporal-spread',
    ],
    [
      'but for a short one',
      { ...BULK, dma_free: 0, dma_outstanding_kib: 1024 },
      { cpuPrice: 0.1, mostChannels: 16 },
      'dcbm-16',
    ],
  ],
  'cost-benefit': [
    ['a hot THP is worth four cores', PROMOTION, {}, 'mtcopy-4-pull-temporal-spread'],
    ['a cold one is not', DEMOTION, { idlePrice: 1 }, 'dcbm-1'],
    ['nor a hot one where cores are taken', { ...PROMOTION, ...FULL }, { wakeNs: 1_000_000 }, 'dcbm-1'],
    [
      'channels have a price, too: workers where it is high',
      { ...BULK, ...DEMOTION, ...FULL },
      { channelPrice: 1000 },
      'mtcopy-4-pull-temporal-spread',
    ],
    ['wide for what keeps its process waiting', { ...BULK, ...PROMOTION }, {}, 'dcbm-16'],
  ],
  'dto-like': [
    ['all by DMA to begin with', BULK, {}, 'dcbm-8'],
    ['a folio under the least size stays with the CPU', BASE, { sizeOf: 'folio' }, 'decline'],
    ['but the whole batch is above it', BASE, { sizeOf: 'batch' }, 'dcbm-8'],
  ],
};

describe.each(Object.entries(TABLE))('%s', (rule, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_, [, situation, parameters, action]) => {
    expect(chosen(rule, situation, parameters)).toBe(action);
  });
});

describe('dto-like adapts', () => {
  const heuristic = HEURISTICS.get('dto-like');
  const make = (parameters: Record<string, unknown>) =>
    heuristic.create(heuristic.schema.parse({ ...heuristic.defaults, ...parameters }));
  const mask = new Uint8Array(ACTIONS.length);
  writeMask(featuresOf(BULK), mask);
  const decide = (policy: ReturnType<typeof make>, situation: Situation = BULK): string =>
    at(ACTIONS, policy.decide(featuresOf(situation), mask)).name;
  const dma = actionIndex('dcbm-8');
  /** Descriptors of a whole window that waited `waits` each, in units of waitNs = 1000. */
  const window = (waits: number) => ({ action: dma, folios: 256, copyNs: 256 * 1000 * waits });
  const unit = { waitNs: 1000, step: 25 };

  it('gives the CPU a quarter more with each window above the threshold, up to 90 %, and takes it back below', () => {
    const policy = make(unit);
    const shares: string[] = [];
    for (const waits of [3, 3, 3, 3, 0.5, 0.5, 0.5, 0.5]) {
      policy.finished?.(window(waits));
      shares.push(decide(policy));
    }
    expect(shares).toEqual(
      ['hybrid-75', 'hybrid-50', 'hybrid-25', 'hybrid-25', 'hybrid-25', 'hybrid-50', 'hybrid-75', 'dcbm-8'].map(
        (name, k) => (k === 4 ? 'hybrid-25' : name),
      ),
    );
  });

  it('keeps what it has between the thresholds, and learns nothing from copies by CPU', () => {
    const policy = make(unit);
    policy.finished?.(window(1.5));
    policy.finished?.({ ...window(9), action: 0 });
    expect(decide(policy)).toBe('dcbm-8');
  });

  it('raises the least size by 1 KiB a window once the share is at its end: 58 windows to 64 KiB, and no further', () => {
    const policy = make({ ...unit, step: 90, sizeOf: 'folio' });
    const small = { ...BULK, folio_order: 4, pmd_mapped: 0, batch_kib: 512 * 63 };
    policy.finished?.(window(3));
    for (let k = 0; k < 57; k++) policy.finished?.(window(3));
    expect(decide(policy, small)).not.toBe('decline');
    for (let k = 0; k < 10; k++) policy.finished?.(window(3));
    expect(decide(policy, small)).toBe('decline');
    expect(decide(policy, { ...small, batch_kib: 512 * 64 })).not.toBe('decline');
  });

  it('samples the last descriptors of a window only', () => {
    const policy = make({ ...unit, sampled: 16 });
    // 240 descriptors that waited long, then 16 that did not: the window is judged by the 16.
    policy.finished?.({ action: dma, folios: 240, copyNs: 240 * 9000 });
    policy.finished?.({ action: dma, folios: 16, copyNs: 16 * 1500 });
    expect(decide(policy)).toBe('dcbm-8');
    policy.finished?.({ action: dma, folios: 240, copyNs: 240 * 1500 });
    policy.finished?.({ action: dma, folios: 16, copyNs: 16 * 9000 });
    expect(decide(policy)).toBe('hybrid-75');
  });
});
