import { describe, expect, it } from 'vitest';
import { flowUses } from '../../../src/sim/law/flow-uses.js';

describe('what a flow uses', () => {
  it('is each resource once, as a list and as a set of bits', () => {
    const capacity = new Float64Array(40).fill(60);
    const uses = flowUses(
      [
        [1, 2],
        [33, 1],
      ],
      capacity,
    );
    expect([...uses.resources]).toEqual([1, 33]);
    expect([...uses.weights]).toEqual([2, 1]);
    // Bit 1 of word 0, bit 33 − 32 = 1 of word 1.
    expect([...uses.set]).toEqual([2, 2]);
  });

  it('has the ceiling of the resource that is used up first', () => {
    const capacity = Float64Array.of(60, 40, 20);
    // 60 ÷ 2 = 30, 20 ÷ 0.5 = 40.
    const traffic = [
      [0, 2],
      [2, 0.5],
    ] as const;
    expect(flowUses(traffic, capacity).ceiling).toBe(30);
    expect(flowUses([], capacity).ceiling).toBe(Number.POSITIVE_INFINITY);
  });
});
