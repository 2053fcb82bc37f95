import { describe, expect, it } from 'vitest';
import {
  addCommon,
  addResource,
  createResourceSet,
  findFull,
  isEmpty,
  meet,
} from '../../../src/sim/law/resource-set.js';

/** A set of some of 40 resources, so that it takes two words. */
function setOf(...resources: number[]): Int32Array {
  const set = createResourceSet(40);
  for (const resource of resources) addResource(set, resource);
  return set;
}

describe('a full resource', () => {
  it('has less than a part of 10⁹ left', () => {
    const full = createResourceSet(3);
    findFull(Float64Array.of(10, 10 - 5e-9, 10 - 2e-8), Float64Array.of(10, 10, 10), full);
    expect([...full]).toEqual([0b011]);
  });

  it('is full no more once it has room', () => {
    const full = setOf(35);
    findFull(new Float64Array(40), new Float64Array(40).fill(10), full);
    expect(isEmpty(full)).toBe(true);
  });
});

describe('sets of resources', () => {
  it('meet in either word, and not otherwise', () => {
    expect([meet(setOf(3), setOf(3, 35)), meet(setOf(35), setOf(3, 35)), meet(setOf(3), setOf(35))]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('hold bit 31 as any other', () => {
    expect(meet(setOf(31), setOf(31))).toBe(true);
    expect(isEmpty(setOf(31))).toBe(false);
  });

  it('grow by what two others have in common, and say whether they did', () => {
    const set = setOf(1);
    expect(addCommon(set, setOf(1, 2, 35), setOf(1, 35))).toBe(true);
    expect(set).toEqual(setOf(1, 35));
    expect(addCommon(set, setOf(1, 2, 35), setOf(1, 35))).toBe(false);
  });
});
