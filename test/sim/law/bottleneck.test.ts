import { describe, expect, it } from 'vitest';
import { Bottleneck, isFull } from '../../../src/sim/law/bottleneck.js';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { flowUses } from '../../../src/sim/law/flow-uses.js';

/** 40 resources, so that their set takes two words: 10 bytes/ns each. */
const capacity = new Float64Array(40).fill(10);
const over = (...resources: number[]) =>
  flowUses(
    resources.map((r) => [r, 1] as const),
    capacity,
  );

/** Flows at 1, 2, 3 and 4 bytes/ns over resources (3, 35), (3), (35) and (7). */
function flows(): FlowTable {
  const table = new FlowTable(5);
  [over(3, 35), over(3), over(35), over(7)].forEach((uses, place) => {
    table.demand(place, 1, 10, uses);
    table.rate[place] = place + 1;
  });
  return table;
}

function usedWith(...full: number[]): Float64Array {
  return capacity.map((most, r) => (full.includes(r) ? most : most / 2));
}

describe('a full resource', () => {
  it('has less than a part of 10⁹ left', () => {
    expect([isFull(10, 10), isFull(10 - 5e-9, 10), isFull(10 - 2e-8, 10)]).toEqual([true, true, false]);
  });
});

describe('whom a flow meets', () => {
  const bottleneck = new Bottleneck(capacity, 5);

  it('is nobody where nothing it uses is full', () => {
    // Resource 7 is full, but flow 0 does not use it.
    expect(bottleneck.ask(flows(), 0, usedWith(7))).toBe(0);
    expect([...bottleneck.met]).toEqual([0, 0, 0, 0, 0]);
  });

  it('is who uses one of its full resources, in either word of the set', () => {
    expect(bottleneck.ask(flows(), 0, usedWith(3))).toBe(2);
    expect([...bottleneck.met]).toEqual([0, 2, 0, 0, 0]);
    expect(bottleneck.ask(flows(), 0, usedWith(35))).toBe(3);
    expect([...bottleneck.met]).toEqual([0, 0, 3, 0, 0]);
  });

  it('is each of them once, never itself', () => {
    expect(bottleneck.ask(flows(), 0, usedWith(3, 35, 7))).toBe(5);
    expect([...bottleneck.met]).toEqual([0, 2, 3, 0, 0]);
  });

  it('is no flow that has ended', () => {
    const table = flows();
    table.demand(1, 0, 0);
    expect(bottleneck.ask(table, 0, usedWith(3))).toBe(0);
  });
});
