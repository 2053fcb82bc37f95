import { describe, expect, it } from 'vitest';
import { STAGE } from '../../../src/sim/state/slots.js';
import {
  callerNode,
  copiesByCpu,
  runsHelpers,
  threadNode,
  threadsOf,
  workerNode,
} from '../../../src/sim/state/threads.js';
import { dcbm, KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

const { unmap, decide, channels, setup, copy, remap, notice } = STAGE;

/** A batch from a to b whose caller runs on b. */
const state = littleState([{ callerNode: 1 }]);
const { arrivals } = state.episode;

describe('threads of a slot', () => {
  it.each([
    // stage, plan, bytes left of the CPU and the DMA part; threads where DMA interrupts and where it is polled
    ['unmap', unmap, KERNEL, 0, 0, 1, 1],
    ['decide', decide, KERNEL, 0, 0, 0, 0],
    ['channels', channels, dcbm(2), 0, 0, 0, 0],
    ['setup', setup, mtcopy(4), 10, 0, 1, 1],
    ['the serial copy', copy, KERNEL, 10, 0, 1, 1],
    ['a copy by workers', copy, mtcopy(4), 10, 0, 4, 4],
    ['a copy by DMA', copy, dcbm(2), 0, 10, 0, 1],
    ['both', copy, { ...dcbm(2), migrator: 'hybrid', workers: 3 } as const, 10, 10, 3, 3],
    ['a copy that has ended', copy, dcbm(2), 0, 0, 0, 0],
    ['notice', notice, dcbm(2), 0, 0, 0, 1],
    ['remap', remap, mtcopy(4), 0, 0, 1, 1],
  ] as const)('during %s', (_, stage, plan, cpuBytes, dmaBytes, sleeping, polling) => {
    const batch = put(state, 0, { stage, plan, cpuBytes, dmaBytes });
    expect([threadsOf(batch, false), threadsOf(batch, true)]).toEqual([sleeping, polling]);
  });

  it('run where the caller does, and workers at the side of their plan', () => {
    const nodeOf = (stage: number, plan = mtcopy(4)) =>
      threadNode(arrivals, put(state, 0, { stage, plan, cpuBytes: 10 }));
    const push = mtcopy(4, { side: 'push' });
    expect(callerNode(arrivals, put(state, 0, {}))).toBe(1);
    expect([nodeOf(remap, push), nodeOf(copy, push), nodeOf(copy, mtcopy(4)), nodeOf(copy, KERNEL)]).toEqual([
      1, 0, 1, 1,
    ]);
  });

  it('of a serial copy are the caller whatever side its plan says', () => {
    expect(workerNode(arrivals, put(state, 0, {}), { ...KERNEL, side: 'push' })).toBe(1);
  });

  it('are helpers only while workers copy', () => {
    const of = (stage: number, plan = mtcopy(4), cpuBytes = 10) => {
      const batch = put(state, 0, { stage, plan, cpuBytes });
      return [copiesByCpu(batch), runsHelpers(batch)];
    };
    expect([of(copy), of(copy, KERNEL), of(copy, mtcopy(4), 0), of(setup)]).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [false, false],
    ]);
  });
});
