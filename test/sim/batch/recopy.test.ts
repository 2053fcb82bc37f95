import { describe, expect, it } from 'vitest';
import { recopy, shareOut } from '../../../src/sim/batch/recopy.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { dcbm, KERNEL } from '../../migration/plans.js';
import { LITTLE, littleState, put } from '../literal-state.js';

describe('the folios of a new batch', () => {
  it('are dealt out to channels and the CPU part, and nothing has happened to them', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { rescued: 3, failed: 2, recopied: 1, noticeAt: 77 });
    shareOut(batch, 5);
    const { cpuFolios, dmaFolios, rescued, failed, recopied, noticeAt } = batch;
    expect({ cpuFolios, dmaFolios, rescued, failed, recopied, noticeAt }).toEqual({
      cpuFolios: 3,
      dmaFolios: 5,
      rescued: 0,
      failed: 0,
      recopied: 0,
      noticeAt: 0,
    });
  });
});

/** A batch of which DMA has failed to copy some folios; the caller knows of it at `noticeAt`. */
function failedBatch(failed: number, noticeAt: number, platform = LITTLE) {
  const state = littleState([{ callerNode: 0 }], { platform });
  state.now = 1000;
  const facts = { stage: STAGE.copy, plan: dcbm(2), cpuBytes: 0, dmaBytes: 0, failed, noticeAt, begun: 50 };
  const batch = put(state, 0, facts);
  return { state, batch };
}

describe('copying again', () => {
  it('has nothing to do where nothing failed', () => {
    const { state, batch } = failedBatch(0, 0);
    expect([recopy(state, batch), batch.stage]).toEqual([false, STAGE.copy]);
  });

  it('waits until the caller knows', () => {
    const { state, batch } = failedBatch(3, 1400);
    expect(recopy(state, batch)).toBe(true);
    expect([batch.stage, batch.latency, batch.failed, batch.recopied]).toEqual([STAGE.notice, 400, 3, 0]);
  });

  it("is the caller's serial copy, from its side: three pages at 5 bytes/ns", () => {
    const { state, batch } = failedBatch(3, 1000);
    expect(recopy(state, batch)).toBe(true);
    expect([batch.stage, batch.failed, batch.recopied]).toEqual([STAGE.copy, 0, 3]);
    // The caller is at the source, so it pushes.
    expect(batch.plan).toEqual({ ...KERNEL, side: 'push' });
    expect([batch.cpuBytes, batch.cpuRate, batch.cpuHeadroom]).toEqual([12_288, 5, 1]);
    // 50 ns of the call's copying had been spent, 12 288 ÷ 5 come to it.
    expect(batch.begun).toBeCloseTo(50 + 2457.6, 9);
  });

  it('is as warm as the call is', () => {
    // Twice as slow at first, e^(−50 ÷ 50) of that after 50 ns, and far less than 50 ns of it remain of 2457.6.
    const warmUp = {
      depth: { ...LITTLE.warmUp.depth, value: 1 },
      time: { ...LITTLE.warmUp.time, value: 50 },
    };
    const { state, batch } = failedBatch(3, 1000, { ...LITTLE, warmUp });
    recopy(state, batch);
    expect(batch.cpuRate).toBeCloseTo(12_288 / (2457.6 + 50 * Math.exp(-1)), 9);
  });
});
