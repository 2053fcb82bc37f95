import { describe, expect, it } from 'vitest';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { flowUses } from '../../../src/sim/law/flow-uses.js';
import { Arena } from '../../../src/sim/state/columns.js';

const uses = flowUses([[0, 1]], Float64Array.of(10));

function openOf({ open, openCount }: FlowTable): number[] {
  return [...open.subarray(0, openCount)];
}

/** A table whose places 2, 0 and 3 were opened in this order. */
function opened(table = new FlowTable(4)): FlowTable {
  for (const place of [2, 0, 3]) table.demand(place, 1, 5, uses);
  return table;
}

describe('a flow table', () => {
  it('lists the places that hold a flow in the order in which they were opened', () => {
    const table = opened();
    expect(openOf(table)).toEqual([2, 0, 3]);
    expect([0, 1, 2, 3].map((place) => table.isOpen(place))).toEqual([true, false, true, true]);
  });

  it('does not list a place twice that claims something else', () => {
    const table = opened();
    table.demand(0, 4, 7);
    expect(openOf(table)).toEqual([2, 0, 3]);
    expect([table.weight[0], table.limit[0], table.uses[0]]).toEqual([4, 7, uses]);
  });

  it.each([
    [0, 5],
    [1, 0],
  ])('closes a place of weight %d and limit %d, whose standing the last one takes', (weight, limit) => {
    const table = opened();
    table.demand(2, weight, limit);
    expect(openOf(table)).toEqual([3, 0]);
    table.demand(3, weight, limit);
    expect(openOf(table)).toEqual([0]);
    table.demand(2, 1, 5);
    expect(openOf(table)).toEqual([0, 2]);
  });

  it('closes a place that is closed without a change', () => {
    const table = opened();
    table.demand(1, 0, 0);
    expect(openOf(table)).toEqual([2, 0, 3]);
  });

  it('goes on from where another stands', () => {
    const [from, to] = [1, 2].map(() => Arena.of((source) => new FlowTable(4, source)));
    if (!from || !to) throw new Error('two were made');
    opened(from.columns);
    to.arena.copyFrom(from.arena);
    to.columns.copyFrom(from.columns);
    to.columns.demand(2, 0, 0);
    expect(openOf(to.columns)).toEqual([3, 0]);
    expect(to.columns.uses[3]).toBe(uses);
    expect(openOf(from.columns)).toEqual([2, 0, 3]);
  });
});
