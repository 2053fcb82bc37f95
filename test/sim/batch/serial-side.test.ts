import { describe, expect, it } from 'vitest';
import { seenFromCaller } from '../../../src/sim/batch/serial-side.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { LITTLE, littleState, put } from '../literal-state.js';

/** How the serial copy from a to b is seen by a caller on a node. */
function seenOn(callerNode: number, plan = KERNEL, platform = LITTLE) {
  const state = littleState([{ callerNode }], { platform });
  return seenFromCaller(state, put(state, 0, {}), plan);
}

describe('the serial copy', () => {
  it('pushes where its caller is at the source, and pulls elsewhere', () => {
    expect([seenOn(0).side, seenOn(1).side]).toEqual(['push', 'pull']);
  });

  it('pushes to a target that has no cores', () => {
    const nodes = LITTLE.nodes.map((node) => ({ ...node, cores: node.name === 'b' ? 0 : node.cores }));
    expect(seenOn(1, KERNEL, { ...LITTLE, nodes }).side).toBe('push');
  });

  it('is the same plan each time it is seen so, and nothing else of it differs', () => {
    expect(seenOn(1)).toBe(KERNEL);
    expect(seenOn(0)).toBe(seenOn(0));
    expect(seenOn(0)).toEqual({ ...KERNEL, side: 'push' });
  });
});

describe('a copy by workers', () => {
  it('is at the side that was decided, wherever the caller is', () => {
    const plan = mtcopy(2);
    expect(seenOn(0, plan)).toBe(plan);
  });
});
