import { describe, expect, it } from 'vitest';
import { accrue, dmaBytesNow, timeLeft, touch, touchWaiting } from '../../src/sim/accrue.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { mtcopy } from '../migration/plans.js';
import { littleState, put } from './literal-state.js';

/** One slot with a pace of 0.5, whose CPU part moves 4 bytes/ns and DMA part 2. */
function little(facts: Parameters<typeof put>[2]) {
  const state = littleState([{}]);
  const batch = put(state, 0, { work: 0, latency: 0, cpuBytes: 0, dmaBytes: 0, plan: mtcopy(1), ...facts });
  state.cpu.pace[0] = 0.5;
  state.flows.rate.set([4, 2]);
  state.flows.limit.set([4, 2]);
  return { state, batch };
}

const { unmap, remap, setup, notice, copy, decide, channels } = STAGE;

describe('the time until something ends in a slot', () => {
  it.each([
    ['unmap, at its pace', { stage: unmap, work: 100 }, 200],
    ['remap, at its pace', { stage: remap, work: 30 }, 60],
    ['setup, which no CPU shortens', { stage: setup, latency: 70 }, 70],
    ['the notice of a fault', { stage: notice, latency: 7 }, 7],
    ['the CPU part, if it ends first', { stage: copy, cpuBytes: 40, dmaBytes: 80 }, 10],
    ['the DMA part, if it ends first', { stage: copy, cpuBytes: 400, dmaBytes: 80 }, 40],
    ['the DMA part alone', { stage: copy, dmaBytes: 80 }, 40],
    ['a copy of which nothing is left', { stage: copy }, 0],
    ['a decision, by nobody', { stage: decide }, Number.POSITIVE_INFINITY],
    ['channels, by others', { stage: channels }, Number.POSITIVE_INFINITY],
  ])('is that of %s', (_, facts, expected) => {
    const { state, batch } = little(facts);
    expect(timeLeft(state, batch)).toBe(expected);
  });
});

describe('what a slot has done since it was reckoned', () => {
  it('is taken from what is left, at its pace or rate', () => {
    const after10 = (facts: Parameters<typeof put>[2]) => {
      const { state, batch } = little(facts);
      state.now = 10;
      accrue(state, batch);
      return [batch.work, batch.latency, batch.cpuBytes, batch.dmaBytes, batch.since];
    };
    expect(after10({ stage: unmap, work: 100 })).toEqual([95, 0, 0, 0, 10]);
    expect(after10({ stage: setup, latency: 70 })).toEqual([0, 60, 0, 0, 10]);
    expect(after10({ stage: copy, cpuBytes: 100, dmaBytes: 15 })).toEqual([0, 0, 60, 0, 10]);
    expect(after10({ stage: decide, work: 100 })).toEqual([100, 0, 0, 0, 10]);
  });

  it('is all of it where the clock could not tell the rest from nothing', () => {
    const { state, batch } = little({ stage: setup, latency: 10 + 1e-12 });
    // At 10⁶ ns the clock's step is 1.2·10⁻¹⁰ ns.
    batch.since = 1e6 - 10;
    state.now = 1e6;
    accrue(state, batch);
    expect(batch.latency).toBe(0);
  });

  it('is charged at its cost rates', () => {
    const { state, batch } = little({ stage: copy, cpuBytes: 100, dmaBytes: 50, holding: 2, granted: 3, delay: 1 });
    Object.assign(batch, { cpu: 1, bandwidth: 1, fairness: 1, lossSeen: 0.25 });
    state.costs.cpu[0] = 0.3;
    state.costs.fairness[0] = 0.2;
    state.costs.cpuUse[0] = 0.75;
    state.tenantsLost = 0.75;
    state.now = 10;
    accrue(state, batch);
    // Tenants have lost 0.5 for each byte/ns that moved; 4 and 2 did.
    expect([batch.delay, batch.cpu, batch.bandwidth, batch.fairness]).toEqual([21, 4, 4, 3]);
    expect([state.settled.cpuNs, state.settled.dmaNs, batch.lossSeen]).toEqual([7.5, 30, 0.75]);
  });

  it('is nothing for an idle slot, nor in no time', () => {
    const { state, batch } = little({ stage: STAGE.idle, holding: 2, delay: 1 });
    state.now = 10;
    accrue(state, batch);
    accrue(state, batch);
    expect([batch.delay, batch.since]).toEqual([1, 10]);
  });

  it('is seen of its DMA part without reckoning it', () => {
    const { state, batch } = little({ stage: copy, dmaBytes: 80 });
    state.now = 10;
    expect([dmaBytesNow(state, batch), batch.dmaBytes]).toEqual([60, 80]);
    batch.stage = channels;
    expect(dmaBytesNow(state, batch)).toBe(80);
  });
});

describe('touching', () => {
  it('reckons a slot and lists it, once', () => {
    const { state, batch } = little({ stage: setup, latency: 70 });
    state.now = 10;
    touch(state, batch);
    touch(state, batch);
    expect([state.touched, batch.isTouched, batch.latency]).toEqual([[batch], true, 60]);
  });

  it('of those that wait for channels is needed only while none is free', () => {
    const { state, batch } = little({ stage: channels });
    touchWaiting(state);
    expect(state.touched).toEqual([]);
    state.channels.grant(1, 4);
    touchWaiting(state);
    expect(state.touched).toEqual([batch]);
  });
});
