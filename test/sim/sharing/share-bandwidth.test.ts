import { describe, expect, it } from 'vitest';
import { touch } from '../../../src/sim/accrue.js';
import { chargeTenantLoss, MemorySharing } from '../../../src/sim/sharing/share-bandwidth.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { mtcopy } from '../../migration/plans.js';
import { AT, littleState, put } from '../literal-state.js';

const NOBODY = new Uint8Array(2);

/** A streaming copy of so many workers that could do `cpuRate` alone begins in a slot; memory is shared again. */
function begin(state: SimState, sharing: MemorySharing, slot: number, workers: number, cpuRate: number): string[] {
  const plan = mtcopy(workers, { stores: 'nontemporal' });
  touch(state, put(state, slot, { stage: STAGE.copy, plan, cpuBytes: 4096, dmaBytes: 0, cpuRate }));
  return shareAgain(state, sharing);
}

/** Shares memory; returns the slots that were touched for it, and forgets that they were. */
function shareAgain(state: SimState, sharing: MemorySharing): string[] {
  sharing.solve(state, NOBODY);
  const slots = state.touched.map((batch) => `slot ${batch.slot}`);
  for (let batch = state.touched.pop(); batch; batch = state.touched.pop()) batch.isTouched = false;
  return slots;
}

function start(): { state: SimState; sharing: MemorySharing } {
  // Caller 2 moves the other way.
  const state = littleState([{}, {}, { source: 1, target: 0, callerNode: 0 }]);
  return { state, sharing: new MemorySharing(state) };
}

const ratesOf = ({ flows }: SimState): number[] => [flows.rate[0] ?? -1, flows.rate[2] ?? -1, flows.rate[4] ?? -1];

describe('memory shared', () => {
  it('gives a copy its own rate where nothing is full', () => {
    const { state, sharing } = start();
    expect(begin(state, sharing, 0, 1, 5)).toEqual(['slot 0']);
    expect(ratesOf(state)).toEqual([5, 0, 0]);
    // It reads a, crosses the link, passes the ports of b, writes b.
    const used = [...state.used].map((rate, r) => [r, rate]).filter(([, rate]) => rate !== 0);
    const expected = [AT.readsA, AT.writesB, AT.portsB, AT.linkAB].map((r) => [r, 5]);
    expect(used).toEqual(expect.arrayContaining(expected));
    expect(used).toHaveLength(4);
    expect(sharing.solve(state, NOBODY)).toBe(false);
  });

  it('gives each its own rate as long as they fit', () => {
    const { state, sharing } = start();
    begin(state, sharing, 0, 1, 5);
    expect(begin(state, sharing, 1, 1, 12)).toEqual(['slot 1']);
    expect([ratesOf(state), state.used[AT.linkAB]]).toEqual([[5, 12, 0], 17]);
  });

  it('lets who was alone join where the second fills the link, and leaves the other way alone', () => {
    const { state, sharing } = start();
    begin(state, sharing, 2, 1, 7);
    begin(state, sharing, 0, 1, 15);
    // 15 + 30 do not fit into 20. Slot 1 alone would get the 5 that are left, and so fill what slot 0 uses: then both
    // are solved, with one worker against three: 5 and 15.
    expect(begin(state, sharing, 1, 3, 30)).toEqual(['slot 1', 'slot 0']);
    expect(ratesOf(state)).toEqual([5, 15, 7]);
    expect([state.used[AT.linkAB], state.used[AT.linkBA]]).toEqual([20, 7]);
  });

  it('gives back what a copy leaves when it ends', () => {
    const { state, sharing } = start();
    begin(state, sharing, 2, 1, 7);
    begin(state, sharing, 0, 1, 15);
    begin(state, sharing, 1, 3, 30);
    const batch = put(state, 1, { stage: STAGE.remap });
    touch(state, batch);
    expect(shareAgain(state, sharing)).toEqual(['slot 1', 'slot 0']);
    expect(ratesOf(state)).toEqual([15, 0, 7]);
    expect(state.used[AT.linkAB]).toBe(15);
  });

  it('holds nobody to a full link who has less than its part of it', () => {
    const { state, sharing } = start();
    begin(state, sharing, 0, 1, 2);
    begin(state, sharing, 1, 1, 30);
    // 2 is all that slot 0 can do; 18 are left.
    expect(ratesOf(state)).toEqual([2, 18, 0]);
  });
});

describe('what tenants lose to migration', () => {
  it('is the part of their progress that waits for what they miss, for each byte that is moved', () => {
    const state = littleState([{}], { options: { memoryBound: 0.5 } });
    state.tenants.set(0, 2, 50, 0);
    state.tenants.baseline[0] = 40;
    state.flows.demand(state.tenantPlace, 2, 45);
    state.flows.rate[state.tenantPlace] = 30;
    state.flows.demand(0, 1, 8);
    state.flows.rate[0] = 5;
    chargeTenantLoss(state);
    // 2 threads · 0.5 · (min(40, 45) − 30) ÷ 50 = 0.2, over 5 bytes/ns that move.
    expect([...state.costs.tenantLoss]).toEqual([0.2, 0]);
    expect(state.lostPerByte).toBeCloseTo(0.04, 15);
  });

  it('is nothing where they have what they would have alone, or nobody copies', () => {
    const state = littleState([{}]);
    state.tenants.set(0, 2, 50, 0);
    state.tenants.baseline[0] = 40;
    state.flows.demand(state.tenantPlace, 2, 50);
    state.flows.rate[state.tenantPlace] = 41;
    chargeTenantLoss(state);
    expect([[...state.costs.tenantLoss], state.lostPerByte]).toEqual([[0, 0], 0]);
  });
});
