import { describe, expect, it } from 'vitest';
import { STAGE } from '../../../src/sim/state/slots.js';
import { mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

const four = () => littleState([{}, {}, {}, {}]);

describe('the slots that run', () => {
  it('are listed once each, and know their places', () => {
    const state = four();
    const [a, b, c] = [2, 0, 3].map((slot) => put(state, slot, { stage: STAGE.unmap }));
    if (!a || !b || !c) throw new Error('three were put');
    state.enter(b);
    expect(state.running).toEqual([a, b, c]);
    state.leave(a);
    // The last one has taken its place.
    expect([state.running, a.place, c.place, b.place]).toEqual([[c, b], -1, 0, 1]);
    state.leave(a);
    state.leave(b);
    state.leave(c);
    expect([state.running, c.place]).toEqual([[], -1]);
  });
});

describe('the slots that wait for a decision', () => {
  it('are listed in their order, whenever they began to wait', () => {
    const state = four();
    for (const slot of [2, 0, 3, 1]) {
      const batch = state.batches[slot];
      if (batch) state.ask(batch);
    }
    expect(state.deciding.map(({ slot }) => slot)).toEqual([0, 1, 2, 3]);
  });
});

describe('a copied state', () => {
  it('stands where the other does, with batches of its own', () => {
    const [from, to] = [four(), four()];
    const plan = mtcopy(2);
    const batch = put(from, 2, { stage: STAGE.copy, plan, cpuBytes: 50 });
    from.ask(batch);
    batch.isTouched = true;
    from.touched.push(batch);
    from.channels.grant(2, 1);
    from.flows.demand(4, 1, 5);
    from.timetable.set(2, 99);
    Object.assign(from, { now: 7, decisions: 3, unasked: 2, nextArrival: 4, nextLoad: 1, nextFault: 1 });
    Object.assign(from, { lostPerByte: 0.5, tenantsLost: 6 });
    put(to, 1, { stage: STAGE.unmap });
    to.copyFrom(from);
    const copied = to.batches[2];
    expect(copied).not.toBe(batch);
    expect([to.running, to.deciding, to.touched]).toEqual([[copied], [copied], [copied]]);
    expect([copied?.stage, copied?.plan, copied?.cpuBytes, copied?.place, copied?.isTouched]).toEqual([
      STAGE.copy,
      plan,
      50,
      0,
      true,
    ]);
    expect([to.batches[1]?.place, to.batches[1]?.stage]).toEqual([-1, STAGE.idle]);
    expect([to.channels.free, to.flows.openCount, to.timetable.earliest]).toEqual([3, 1, 99]);
    const { now, decisions, unasked, nextArrival, nextLoad, nextFault, lostPerByte, tenantsLost } = to;
    expect([now, decisions, unasked, nextArrival, nextLoad, nextFault]).toEqual([7, 3, 2, 4, 1, 1]);
    expect([lostPerByte, tenantsLost]).toEqual([0.5, 6]);
  });

  it('counts only what it settles itself, and changes nothing of the other', () => {
    const [from, to] = [four(), four()];
    from.settled.add(0, 10);
    to.settled.add(1, 10);
    to.settled.blackouts.add(1, 2, 3);
    to.copyFrom(from);
    expect([to.settled.count, to.settled.blackouts.count, from.settled.count]).toEqual([0, 0, 1]);
    put(to, 0, { stage: STAGE.unmap, work: 9 });
    expect([from.batches[0]?.work, from.running.length]).toEqual([0, 0]);
  });
});
