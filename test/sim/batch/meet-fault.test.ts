import { describe, expect, it } from 'vitest';
import { meetFault } from '../../../src/sim/batch/faults.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { type FaultKind, faultsOf } from '../../../src/workload/faults.js';
import { dcbm } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

/** Lets one fault happen at 1000 ns, of which callers know 50 ns later. */
function meet(state: SimState, kind: FaultKind, channel = 0): void {
  state.now = 1000;
  meetFault(state, faultsOf([{ timeNs: 1000, kind, channel }], { noticeNs: 50, listErrorRate: 0, seed: 0 }), 0);
}

/** Slot 0 copies eight pages by two channels, 0 and 1; so many bytes are left. */
function copying(dmaBytes: number) {
  const state = littleState([{}, {}]);
  state.channels.grant(0, 2);
  const facts = { stage: STAGE.copy, plan: dcbm(2), cpuBytes: 0, dmaBytes, dmaFolios: 8, granted: 2, noticeAt: 0 };
  const batch = put(state, 0, { ...facts, dmaFactor: 1, since: 1000 });
  return { state, batch };
}

describe('a channel that is lost', () => {
  it('leaves its whole folios, and fails the rest of its share', () => {
    // 5 of 8 pages are left, so p = 3/8 of 4 folios: 1 is rescued, 3 failed; the other channel has 5/8 of 4 to go.
    const { state, batch } = copying(5 * 4096);
    meet(state, 'channel-lost', 1);
    expect([batch.granted, batch.dmaFolios, batch.rescued, batch.failed]).toEqual([1, 4, 1, 3]);
    expect([batch.dmaBytes, batch.noticeAt, batch.dmaFactor]).toEqual([2.5 * 4096, 1050, 1]);
    expect([state.channels.free, state.channels.onLine, state.touched]).toEqual([2, 3, [batch]]);
  });

  it('leaves the last channel with whole folios, which it deals out as evenly as before', () => {
    const { state, batch } = copying(7 * 4096);
    // Of 7 folios on two channels 4 and 3: full to 7 ÷ 8. The first has done nothing of its 4; one channel is full.
    Object.assign(batch, { folios: 7, dmaFolios: 7, dmaFactor: 7 / 8 });
    meet(state, 'channel-lost', 0);
    expect([batch.dmaFolios, batch.rescued, batch.failed, batch.dmaBytes]).toEqual([3, 0, 4, 3 * 4096]);
    expect(batch.dmaFactor).toBeCloseTo(1, 12);
  });

  it('is nothing to a batch that does not hold it', () => {
    const { state, batch } = copying(5 * 4096);
    meet(state, 'channel-lost', 3);
    expect([batch.granted, batch.failed, state.channels.free, state.channels.onLine]).toEqual([2, 0, 1, 3]);
  });

  it('comes back free', () => {
    const { state } = copying(5 * 4096);
    meet(state, 'channel-lost', 1);
    meet(state, 'channel-back', 1);
    expect([state.channels.free, state.channels.onLine]).toEqual([3, 4]);
  });
});

describe('a device that is unplugged', () => {
  it('leaves nothing to DMA, and those that waited copy themselves', () => {
    const { state, batch } = copying(4 * 4096);
    state.channels.grant(1, 2);
    const waiting = put(state, 1, { stage: STAGE.channels, plan: dcbm(2), begun: 0, since: 1000 });
    meet(state, 'device-unplugged');
    // Half is done of 4 folios of each channel: 2 and 2 rescued.
    expect([batch.granted, batch.dmaBytes, batch.dmaFolios, batch.rescued, batch.failed]).toEqual([0, 0, 0, 4, 4]);
    expect([waiting.stage, waiting.plan?.migrator, waiting.cpuBytes]).toEqual([STAGE.setup, 'kernel', 8 * 4096]);
    expect([state.channels.free, state.channels.onLine]).toEqual([0, 0]);
  });

  it('gives no channel back alone, and all of them with itself', () => {
    const state = littleState([{}]);
    meet(state, 'device-unplugged');
    meet(state, 'channel-back', 2);
    expect(state.channels.onLine).toBe(0);
    meet(state, 'device-back');
    expect([state.channels.free, state.channels.onLine]).toEqual([4, 4]);
  });
});
