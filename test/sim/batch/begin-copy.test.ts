import { describe, expect, it } from 'vitest';
import type { CopyPlan } from '../../../src/migration/vocabulary.js';
import { beginCopy } from '../../../src/sim/batch/stages.js';
import type { Batch } from '../../../src/sim/state/batch.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { dcbm, KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

const BYTES = 8 * 4096;

/** Begins to copy eight pages from a to b, beside so many tenants on b. */
function begun(plan: CopyPlan, tenants = 0, held = 0): { state: SimState; batch: Batch } {
  const state = littleState([{}, {}]);
  state.cpu.tenants[1] = tenants;
  if (held > 0) state.channels.grant(1, held);
  const batch = put(state, 0, { stage: STAGE.decide, plan, begun: 0 });
  beginCopy(state, batch);
  expect(batch.stage).toBe(STAGE.setup);
  return { state, batch };
}

describe('a copy that begins', () => {
  it("serially needs no setup, and goes at one core's 5 bytes/ns", () => {
    const { batch } = begun(KERNEL);
    expect([batch.latency, batch.cpuBytes, batch.cpuRate, batch.cpuHeadroom]).toEqual([0, BYTES, 5, 1]);
    expect([batch.dmaBytes, batch.cpuFolios, batch.dmaFolios, batch.granted]).toEqual([0, 8, 0, 0]);
    expect(batch.begun).toBeCloseTo(BYTES / 5, 9);
  });

  it('by workers wakes each: 50 ns, and waits for those that find no idle CPU', () => {
    const idle = begun(mtcopy(2)).batch;
    expect([idle.latency, idle.cpuRate]).toEqual([100, 10]);
    // Three of four CPUs are busy: half of the workers wait 400 ns for a slice.
    expect(begun(mtcopy(2), 3).batch.latency).toBe(100 + 200);
  });

  it('by more workers than share the folios evenly waits for the last one', () => {
    // ⌈8 ÷ 3⌉ = 3 folios of 8 ÷ 3: 8 ÷ 9 of 15 bytes/ns.
    expect(begun(mtcopy(3)).batch.cpuRate).toBeCloseTo((15 * 8) / 9, 9);
  });

  it('by DMA is set up: the batch 100 ns, each channel 10, each folio 1', () => {
    const { batch, state } = begun(dcbm(2));
    expect([batch.latency, batch.granted, state.channels.free]).toEqual([100 + 20 + 8, 2, 2]);
    // No descriptor costs time, so a channel has its 2 bytes/ns; two share the folios evenly.
    expect([batch.channelRate, batch.dmaFactor]).toEqual([2, 1]);
    expect([batch.cpuBytes, batch.dmaBytes, batch.cpuFolios, batch.dmaFolios]).toEqual([0, BYTES, 0, 8]);
    // Both are one engine's: 3 bytes/ns.
    expect(batch.begun).toBeCloseTo(BYTES / 3, 9);
  });

  it('takes the channels there are', () => {
    const { batch, state } = begun(dcbm(4), 0, 1);
    expect([batch.granted, batch.plan?.channels, state.channels.free]).toEqual([3, 3, 0]);
    expect(batch.latency).toBe(100 + 30 + 8);
    expect(batch.dmaFactor).toBeCloseTo(8 / 9, 12);
  });

  it('by both divides the folios', () => {
    const { batch } = begun({ ...dcbm(2), migrator: 'hybrid', workers: 2, dmaShare: 0.25 });
    // 2 folios by two channels, 6 by two workers.
    expect([batch.dmaFolios, batch.cpuFolios, batch.dmaBytes, batch.cpuBytes]).toEqual([2, 6, 2 * 4096, 6 * 4096]);
    expect(batch.latency).toBe(100 + 100 + 20 + 2);
    // The longer part: 2 · 4096 ÷ 3 against 6 · 4096 ÷ 10.
    expect(batch.begun).toBeCloseTo((2 * 4096) / 3, 9);
  });
});
