import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { CpuSharing, countThreads, shareSlot, threadsChange, wakeNs } from '../../../src/sim/sharing/share-cpus.js';
import type { Batch } from '../../../src/sim/state/batch.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { LITTLE_SIBLINGS, littleState, put } from '../literal-state.js';

/** Counts a slot's threads as they are; says whether that was a change. */
function recount(state: SimState, batch: Batch): boolean {
  const found = { threads: 0, node: 0 };
  const changes = threadsChange(state, batch, state.cpu, found);
  if (changes) countThreads(batch, found, state.cpu);
  return changes;
}

describe('threads of migration on a node', () => {
  it('are counted where they run, and taken away where they did', () => {
    const state = littleState([{ callerNode: 0 }]);
    const batch = put(state, 0, { stage: STAGE.copy, plan: mtcopy(3), cpuBytes: 4096 });
    expect([recount(state, batch), recount(state, batch)]).toEqual([true, false]);
    // Three workers pull, so they run on b.
    expect([[...state.cpu.running], [...state.cpu.copying], at(state.cpu.copies, 0)]).toEqual([[0, 3], [0, 3], 1]);
    batch.stage = STAGE.remap;
    expect(recount(state, batch)).toBe(true);
    // The caller itself, on a.
    expect([[...state.cpu.running], [...state.cpu.copying], at(state.cpu.copies, 0)]).toEqual([[1, 0], [0, 0], 0]);
    batch.stage = STAGE.decide;
    expect(recount(state, batch)).toBe(true);
    expect([...state.cpu.running]).toEqual([0, 0]);
  });

  it('change from computing to copying though they are as many on the same node', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { stage: STAGE.setup, plan: KERNEL, cpuBytes: 4096 });
    recount(state, batch);
    batch.stage = STAGE.copy;
    expect(recount(state, batch)).toBe(true);
    expect([[...state.cpu.running], [...state.cpu.copying]]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

/** Node b with so many tenants' threads, one slot that remaps and one that copies with one worker, shared. */
function shared(threads: number, platform = LITTLE_SIBLINGS): { state: SimState; changes: boolean[] } {
  const state = littleState([{}, {}], { platform });
  state.tenants.set(1, threads, 0, 0);
  recount(state, put(state, 0, { stage: STAGE.remap, plan: KERNEL }));
  recount(state, put(state, 1, { stage: STAGE.copy, plan: mtcopy(1), cpuBytes: 4096 }));
  const sharing = new CpuSharing(2, 0);
  const changes = [1, 2].map(() => sharing.shareNode(state, state.cpu, 1));
  for (const slot of [0, 1]) shareSlot(state, state.cpu, slot);
  return { state, changes };
}

const { smt: _, ...rest } = LITTLE_SIBLINGS;
const ALONE = { ...rest, nodes: rest.nodes.map((node) => ({ ...node, threadsPerCore: 1 })) };

describe('the CPUs of a node without siblings', () => {
  it('are divided by all threads', () => {
    const { state, changes } = shared(6, ALONE);
    const { cpu } = state;
    // s = 4 ÷ (6 + 2); tenants use 6 · s = 3 and would use min(6, 4) = 4; each of two threads bears half of the 1 lost.
    expect([cpu.nodeShare[1], cpu.used[1], cpu.lost[1], cpu.lostToThread[1]]).toEqual([0.5, 3, 1, 0.5]);
    expect([cpu.tenantPace[1], cpu.tenantSpeed[1]]).toEqual([0.5, 1]);
    expect([[...cpu.share], [...cpu.pace]]).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    expect(changes).toEqual([true, false]);
  });

  it('are enough for few', () => {
    const { state, changes } = shared(2, ALONE);
    const { cpu } = state;
    // Nothing differs from an empty node, where a thread has a CPU as well.
    expect(changes).toEqual([false, false]);
    expect([cpu.nodeShare[1], cpu.used[1], cpu.lost[1], cpu.lostToThread[1]]).toEqual([1, 2, 0, 0]);
  });
});

describe('the CPUs of a node with siblings', () => {
  it('are enough for all, but who runs beside another is slower', () => {
    const { cpu } = shared(4).state;
    // 6 threads on 8 CPUs: s = 1. No core is idle, so both run beside tenants: the copy takes copyLoss = 0.125, the
    // caller (1 − y) ÷ 2 = 0.25, and has (1 + y) ÷ 2 = 0.75 itself. Tenants make 4 − 0.375 of 4.
    expect([cpu.nodeShare[1], cpu.used[1], cpu.tenantSpeed[1]]).toEqual([1, 4, 3.625 / 4]);
    expect([cpu.lost[1], cpu.slowed[1], cpu.lostToThread[1]]).toEqual([0.375, 0.375, 0.1875]);
    expect([...cpu.pace]).toEqual([0.75, 1]);
  });

  it('are divided by all threads, and those that run make less beside each other', () => {
    const { cpu } = shared(14).state;
    // s = 8 ÷ 16. Tenants use 7, the copy and the caller 0.5 each, all beside tenants: alone(7) = 4 + 0.5 · 3 = 5.5,
    // less 0.125 · 0.5 + 0.25 · 0.5 = 0.1875. With no migration alone(14) = alone(8) = 6.
    expect([cpu.nodeShare[1], cpu.used[1]]).toEqual([0.5, 7]);
    expect(cpu.tenantPace[1]).toBeCloseTo(5.3125 / 14, 12);
    expect(cpu.slowed[1]).toBeCloseTo(0.1875, 12);
    expect(cpu.lost[1]).toBeCloseTo(0.6875, 12);
    expect([...cpu.pace]).toEqual([0.375, 0.5]);
  });
});

describe('waking workers', () => {
  /** Workers on b, where so many tenants run. */
  const wake = (threads: number, plan = mtcopy(2)) => {
    const state = littleState([{}]);
    state.cpu.tenants[1] = threads;
    return wakeNs(state, put(state, 0, { stage: STAGE.setup, plan }), plan);
  };

  it('costs those that find no idle CPU a slice: 400 ns', () => {
    // 4 CPUs, 3 busy: one of two workers finds none.
    expect([wake(2), wake(3), wake(4), wake(9)]).toEqual([0, 200, 400, 400]);
  });

  it('costs a caller that copies by itself nothing', () => {
    expect(wake(9, KERNEL)).toBe(0);
  });
});
