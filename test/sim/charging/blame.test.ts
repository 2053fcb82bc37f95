import { describe, expect, it } from 'vitest';
import { blame } from '../../../src/sim/charging/externality.js';
import { addResource } from '../../../src/sim/law/resource-set.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { AT, littleState, put } from '../literal-state.js';

/** A slowed batch in slot 0 costs g = 2 core-ns a ns, and is reckoned for 10 ns: 20 at full slowness. */
const URGENT = { holding: 2, unmapStart: 0 } as const;
const DT = 10;

/** Slots 0 and 1 copy over the full link at 5 and 15 of 20 bytes/ns; slot 2 waits to be decided. */
function onFullLink(): SimState {
  const state = littleState([{}, {}, {}]);
  const plan = mtcopy(1, { stores: 'nontemporal' });
  const rates = [5, 15];
  for (const [slot, rate] of rates.entries()) {
    const batch = put(state, slot, { stage: STAGE.copy, plan, cpuBytes: 4096, ...(slot === 0 ? URGENT : {}) });
    if (!batch.way) throw new Error('the batch has a way');
    state.flows.demand(2 * slot, 1, 30, batch.way.cpu.pull.nontemporal);
    state.flows.rate[2 * slot] = rate;
  }
  put(state, 2, { stage: STAGE.decide });
  addResource(state.full, AT.linkAB);
  return state;
}

function blamed(state: SimState, slot = 0): number[] {
  const batch = state.batches[slot];
  if (!batch) throw new Error('there is such a slot');
  for (const each of state.batches) each.externality = 0;
  blame(state, batch, DT);
  return state.batches.map(({ externality }) => externality);
}

describe('a copy that is slowed', () => {
  it('blames who meets it where nothing is left', () => {
    // Alone it would get the link's 20, so it is slowed by 1 − 5 ÷ 20 = 0.75: 15 of 20, all to slot 1.
    expect(blamed(onFullLink())).toEqual([0, 15, 0]);
  });

  it('blames each by its rate, and tenants for nothing', () => {
    const state = onFullLink();
    state.flows.rate[2] = 5;
    // A tenant of b has 10 of the same link.
    state.flows.demand(state.tenantPlace + 3, 4, 30, state.machine.route(0, 1).dma);
    state.flows.rate[state.tenantPlace + 3] = 10;
    // A third of what the others move is slot 1's.
    expect(blamed(state)).toEqual([0, 5, 0]);
  });

  it('blames by the part of its bytes that is slowed', () => {
    const state = onFullLink();
    // Its DMA part moves 5 at its limit: only half of its bytes are slowed.
    state.flows.limit[1] = 5;
    state.flows.rate[1] = 5;
    expect(blamed(state)).toEqual([0, 7.5, 0]);
  });

  it('blames nobody where it has its own rate, or nothing is full', () => {
    const own = onFullLink();
    own.flows.limit[0] = 5;
    expect(blamed(own)).toEqual([0, 0, 0]);
    const roomy = onFullLink();
    roomy.full.fill(0);
    expect(blamed(roomy)).toEqual([0, 0, 0]);
  });
});

describe('a caller that is slowed', () => {
  /** Slot 0 unmaps on b at half its pace, beside 3 workers of slot 1 there and a copy of slot 2 on a. */
  function beside(pace: number): SimState {
    const state = littleState([{}, {}, { callerNode: 0 }]);
    const { cpu } = state;
    put(state, 0, { stage: STAGE.unmap, plan: KERNEL, ...URGENT });
    put(state, 1, { stage: STAGE.copy, plan: mtcopy(3), cpuBytes: 4096 });
    put(state, 2, { stage: STAGE.copy, plan: KERNEL, cpuBytes: 4096 });
    cpu.threads.set([1, 3, 1]);
    cpu.node.set([1, 1, 0]);
    cpu.copies.set([0, 1, 1]);
    cpu.pace[0] = pace;
    cpu.tenants[1] = 4;
    cpu.running[1] = 4;
    return state;
  }

  it('blames the threads of copies on its node, each for its part of all', () => {
    // 0.5 of 20 is lost to 8 threads, 3 of them slot 1's.
    expect(blamed(beside(0.5))).toEqual([0, 3.75, 0]);
    expect(blamed(beside(1))).toEqual([0, 0, 0]);
  });
});

describe('a batch that waits for channels', () => {
  it('blames who holds them, by how many of those on line', () => {
    const state = littleState([{}, {}, {}]);
    put(state, 0, { stage: STAGE.channels, ...URGENT });
    put(state, 1, { stage: STAGE.copy, granted: 3 });
    put(state, 2, { stage: STAGE.setup, granted: 1 });
    expect(blamed(state)).toEqual([0, 15, 5]);
  });

  it('costs more the longer its folios are unmapped, by the threads that have touched them', () => {
    const state = littleState([{ touchRate: Math.LN2 / 5, mmCpus: 5 }, {}]);
    put(state, 0, { stage: STAGE.channels, holding: 1, unmapStart: 0, folios: 10 });
    put(state, 1, { stage: STAGE.copy, granted: 4 });
    state.now = DT;
    // In the middle, 5 ns, half of 10 folios are touched: 5 waiters, of 5 threads 5 ÷ (1 + 1) are blocked. g = 1 + 2.5.
    const [own, other] = blamed(state);
    expect(own).toBe(0);
    expect(other).toBeCloseTo(35, 12);
  });
});
