import { describe, expect, it } from 'vitest';
import { serveWaiting, startNextRequest, stepStage } from '../../../src/sim/batch/stages.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { dcbm, KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

/** A folio takes 100 ns of software, 60 of them to unmap it; a flush 300, of a process on three CPUs 300 + 200 + 2 · 10. */
describe("a caller's next request", () => {
  it('begins with the call: 1000 ns, then unmap and flush of a batch of 8 of its 10 folios', () => {
    const state = littleState([{ mmCpus: 3 }]);
    const batch = state.batches[0];
    if (!batch) throw new Error('there is one slot');
    Object.assign(batch, { queueHead: 0, delay: 9, cpu: 9, bandwidth: 9, fairness: 9, externality: 9 });
    state.now = 50;
    startNextRequest(state, batch);
    expect([batch.stage, batch.request, batch.folios, batch.foliosLeft]).toEqual([STAGE.unmap, 0, 8, 10]);
    expect(batch.work).toBeCloseTo(1000 + 480 + 520, 9);
    expect(batch.remapNs).toBeCloseTo(320, 9);
    expect(batch.unmapStart).toBe(1050);
    expect([batch.delay, batch.cpu, batch.bandwidth, batch.fairness, batch.externality]).toEqual([0, 0, 0, 0, 0]);
    expect([state.running.length, batch.mainline, batch.queueHead]).toEqual([1, 0, -1]);
  });

  it('of mainline flushes four times for the same folios', () => {
    const state = littleState([{}], { options: { batching: 'mainline' } });
    const batch = put(state, 0, { queueHead: 0 });
    startNextRequest(state, batch);
    expect(batch.work).toBeCloseTo(1000 + 480 + 4 * 300, 9);
    expect(batch.mainline).toBe(1);
  });

  it('is the one that arrived behind it, and the slot is idle where none has', () => {
    const state = littleState([{}, { caller: 0 }, { caller: 0, timeNs: 10 }]);
    // Two of three have arrived.
    state.nextArrival = 2;
    const batch = put(state, 0, { queueHead: 0 });
    startNextRequest(state, batch);
    expect([batch.request, batch.queueHead]).toEqual([0, 1]);
    startNextRequest(state, batch);
    expect([batch.request, batch.queueHead]).toEqual([1, -1]);
    startNextRequest(state, batch);
    expect([batch.stage, state.running.length, batch.place]).toEqual([STAGE.idle, 0, -1]);
  });
});

describe('a stage that ends', () => {
  it('is unmap: the batch waits for a decision', () => {
    const state = littleState([{}]);
    state.now = 700;
    const batch = put(state, 0, { stage: STAGE.unmap, work: 1 });
    stepStage(state, batch);
    expect([batch.stage, state.deciding]).toEqual([STAGE.unmap, []]);
    batch.work = 0;
    stepStage(state, batch);
    expect([batch.stage, batch.unmapEnd, state.deciding]).toEqual([STAGE.decide, 700, [batch]]);
  });

  it('is the setup: the copy begins, or where nothing is left to copy the remap', () => {
    const state = littleState([{}, {}]);
    const full = put(state, 0, { stage: STAGE.setup, latency: 0, cpuBytes: 4096, dmaBytes: 0 });
    stepStage(state, full);
    expect(full.stage).toBe(STAGE.copy);
    const empty = put(state, 1, { stage: STAGE.setup, latency: 0, cpuBytes: 0, dmaBytes: 0, remapNs: 320 });
    stepStage(state, empty);
    expect([empty.stage, empty.work]).toEqual([STAGE.remap, 320]);
  });

  it('is a part of the copy: channels are free again, and the other part goes on', () => {
    const state = littleState([{}]);
    state.channels.grant(0, 2);
    const batch = put(state, 0, { stage: STAGE.copy, plan: dcbm(2), cpuBytes: 50, dmaBytes: 1e-7, granted: 2 });
    stepStage(state, batch);
    expect([batch.stage, batch.dmaBytes, batch.granted, state.channels.free]).toEqual([STAGE.copy, 0, 0, 4]);
    batch.cpuBytes = 0;
    state.now = 90;
    stepStage(state, batch);
    expect([batch.stage, batch.remapStart]).toEqual([STAGE.remap, 90]);
  });

  it('is the copy where DMA failed: the caller copies first', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { stage: STAGE.copy, plan: dcbm(2), cpuBytes: 0, dmaBytes: 0, failed: 2, begun: 0 });
    stepStage(state, batch);
    expect([batch.stage, batch.cpuBytes, batch.recopied]).toEqual([STAGE.copy, 2 * 4096, 2]);
  });

  it('is the wait for notice of a fault', () => {
    const state = littleState([{}]);
    state.now = 40;
    const batch = put(state, 0, { stage: STAGE.notice, latency: 0, noticeAt: 41, failed: 1, begun: 0 });
    stepStage(state, batch);
    expect([batch.stage, batch.noticeAt, batch.recopied]).toEqual([STAGE.copy, 40, 1]);
  });

  it('is the remap: the next batch of the request begins without a call, and holds fewer folios back', () => {
    const state = littleState([{ delayRate: 0.01 }]);
    const done = { stage: STAGE.remap, work: 0, plan: KERNEL, cpuFolios: 8, decision: 0, unmapStart: 0, unmapEnd: 1 };
    const batch = put(state, 0, { ...done, holding: 0.1, delay: 0, remapStart: 2 });
    state.now = 900;
    stepStage(state, batch);
    expect([batch.stage, batch.folios, batch.foliosLeft, batch.unmapStart]).toEqual([STAGE.unmap, 2, 2, 900]);
    expect(batch.work).toBeCloseTo(2 * 60 + 300, 9);
    expect(batch.holding).toBeCloseTo(0.02, 15);
    expect(state.settled.bytes).toBe(8 * 4096);
  });
});

describe('batches that wait for channels', () => {
  it('are served by how long they have waited, and by their slots', () => {
    const state = littleState([{}, {}, {}]);
    const wait = (slot: number, waitStart: number) =>
      put(state, slot, { stage: STAGE.channels, plan: dcbm(3), waitStart, begun: 0 });
    const [late, early, tie] = [wait(0, 20), wait(2, 10), wait(1, 10)];
    serveWaiting(state);
    // Three of the four channels go to slot 1, the last one to slot 2; slot 0 waits on.
    expect([tie.granted, early.granted, late.stage]).toEqual([3, 1, STAGE.channels]);
    expect([early.stage, state.channels.free, early.plan?.channels]).toEqual([STAGE.setup, 0, 1]);
    expect(state.touched).toEqual([tie, early]);
  });

  it('are nobody where somebody waits for workers', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { stage: STAGE.decide, plan: mtcopy(2) });
    serveWaiting(state);
    expect([batch.stage, state.channels.free]).toEqual([STAGE.decide, 4]);
  });
});
