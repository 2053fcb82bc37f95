import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { MigrationRequest } from '../../src/migration/vocabulary.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { observe } from '../../src/sim/observation.js';
import type { SimState } from '../../src/sim/state/sim-state.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { accountPlan } from '../../src/workload/account-plan.js';
import { dcbm } from '../migration/plans.js';
import { AT, LITTLE, type LittleSetting, littleState, put } from './literal-state.js';

/** The features of the batch in slot 0, by name. */
function seen(state: SimState): Record<string, number> {
  const features = new Int32Array(FEATURES.length);
  observe(state, 0, features);
  return Object.fromEntries(FEATURES.map(({ name }, f) => [name, at(features, f)]));
}

/** What is seen of a request that waits for a decision with eight of its ten folios, on an idle machine. */
function seenOf(facts: Partial<MigrationRequest>, setting: LittleSetting = {}, folios = 8): Record<string, number> {
  const state = littleState([facts], setting);
  put(state, 0, { stage: STAGE.decide, folios });
  return seen(state);
}

describe('the observation of a batch', () => {
  it('is what it is: 8 of 10 base pages', () => {
    const batch = { folio_order: 0, nr_folios: 8, batch_kib: 32, pmd_mapped: 0, remaining_kib: 8 };
    const request = { reason: 7, mode: 2, mm_cpus: 3, owner_budget: 1000 };
    expect(seenOf({ reason: 'damon', mode: 'sync', mmCpus: 3 })).toMatchObject({ ...batch, ...request });
    // 2 MiB are 2⁹ base pages and 2048 KiB.
    const large = { folio_order: 9, batch_kib: 8 * 2048, pmd_mapped: 1, remaining_kib: 2 * 2048 };
    expect(seenOf({ folioBytes: 2 ** 21 })).toMatchObject(large);
  });

  it("is what is left of its owner's quota less its debt, in parts of a thousand", () => {
    const containers = [{ name: 'owner', weight: 100, part: 1, quotaCpus: 2 }];
    const accounts = accountPlan({ containers, periodMs: 1 }, [0]);
    const state = littleState([{ owner: 1 }], { episode: { accounts } });
    put(state, 0, { stage: STAGE.decide });
    state.accounts?.budget.set([0, 1.5e6]);
    state.accounts?.debt.set([0, 0.5e6]);
    // 1.5 − 0.5 of 2 million ns.
    expect(seen(state)).toMatchObject({ owner_budget: 500 });
    state.accounts?.debt.set([0, 2e6]);
    expect(seen(state)).toMatchObject({ owner_budget: 0 });
  });

  it('is what idle movers do on its route', () => {
    const batchSetup = { ...at(LITTLE.dma, 0).batchSetup, value: 5000 };
    const platform = { ...LITTLE, dma: LITTLE.dma.map((device) => ({ ...device, batchSetup })) };
    // A worker 5 GB/s, four of them as much as the link; a channel 2, two on one engine 3, four on two engines 6.
    const cpu = { worker_mbps: 5000, workers_mbps: 20_000 };
    const dma = { channel_mbps: 2000, two_channels_mbps: 3000, channels_mbps: 6000, dma_waits: 1 };
    // 5000 + 10 + 1 ns
    expect(seenOf({}, { platform })).toMatchObject({ ...cpu, ...dma, dma_setup_us: 5, dma_channels: 4, dma_free: 4 });
  });

  it('is nothing of a device that is not there', () => {
    const dma = { dma_channels: 0, dma_free: 0, channel_mbps: 0, channels_mbps: 0, dma_setup_us: 0 };
    expect(seenOf({}, { platform: { ...LITTLE, dma: [] } })).toMatchObject(dma);
  });

  it('is its two ends', () => {
    const nodes = LITTLE.nodes.map((node, n) => ({
      ...node,
      kind: n === 1 ? ('cxl' as const) : node.kind,
      cores: 4 - n,
    }));
    const ends = { src_kind: 0, dst_kind: 1, src_cpus: 4, dst_cpus: 3, src_complexes: 1, dst_complexes: 1 };
    expect(seenOf({}, { platform: { ...LITTLE, nodes } })).toMatchObject({ ...ends, distance: 20 });
    expect(seenOf({ target: 0 })).toMatchObject({ distance: 10, dst_kind: 0 });
  });
});

describe('the observation of what else goes on', () => {
  it('is the threads on both ends', () => {
    const state = littleState([{}]);
    put(state, 0, { stage: STAGE.decide });
    state.cpu.tenants.set([1, 5]);
    state.cpu.running.set([0, 1]);
    // Of four CPUs each: 1 and 6 runnable threads.
    const expected = { src_idle_cpus: 3, src_load: 25, dst_idle_cpus: 0, dst_load: 150 };
    expect(seen(state)).toMatchObject(expected);
  });

  it('is the traffic of both memories and of the busiest link in between', () => {
    const state = littleState([{}]);
    put(state, 0, { stage: STAGE.decide });
    const { readsA, writesA, readsB, writesB, linkAB, linkBA } = AT;
    const traffic = [
      [readsA, 10],
      [writesA, 2],
      [readsB, 3],
      [writesB, 4],
      [linkAB, 7.5],
      [linkBA, 9],
    ] as const;
    for (const [resource, rate] of traffic) state.used[resource] = rate;
    expect(seen(state)).toMatchObject({ src_mbps: 12_000, dst_mbps: 7000, route_mbps: 7500 });
  });

  it('is what DMA has not copied yet, and how many others copy', () => {
    const state = littleState([{}, {}, {}, {}, {}]);
    put(state, 0, { stage: STAGE.decide });
    state.channels.grant(1, 2);
    state.channels.lose(3);
    put(state, 1, { stage: STAGE.copy, plan: dcbm(2), cpuBytes: 0, dmaBytes: 8192 });
    state.flows.rate[3] = 2;
    put(state, 2, { stage: STAGE.setup, dmaBytes: 4096 });
    put(state, 3, { stage: STAGE.notice, dmaBytes: 0 });
    put(state, 4, { stage: STAGE.remap, dmaBytes: 0 });
    state.now = 1024;
    // 8192 − 2 · 1024 and 4096 bytes are left: 10 KiB. A remap copies no more.
    expect(seen(state)).toMatchObject({ dma_outstanding_kib: 10, copies_in_flight: 3, dma_channels: 3, dma_free: 1 });
  });

  it('keeps to the range of the table, and goes where it is to go', () => {
    const state = littleState([{}]);
    put(state, 0, { stage: STAGE.decide });
    state.cpu.tenants[0] = 1000;
    const features = new Int32Array(FEATURES.length + 2).fill(-7);
    observe(state, 0, features, 1);
    // 1000 threads on 4 CPUs are 25 000 %; the table ends at 3200.
    expect(features[1 + FEATURES.findIndex(({ name }) => name === 'src_load')]).toBe(3200);
    expect([features[0], features[FEATURES.length + 1]]).toEqual([-7, -7]);
  });
});
