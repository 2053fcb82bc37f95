import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timetable } from '../../../src/sim/state/timetable.js';

const NEVER = Number.POSITIVE_INFINITY;

function dueAt(table: Timetable, now: number): number[] {
  const slots = [99];
  table.due(now, slots);
  return slots;
}

describe('a timetable', () => {
  it('holds no end at first', () => {
    const table = new Timetable(3);
    expect([table.earliest, table.endOf(2), dueAt(table, 1e9)]).toEqual([NEVER, NEVER, []]);
  });

  it('tells the earliest end, and the slots that are due in their order', () => {
    const table = new Timetable(5);
    [30, 10, 20, NEVER, 10].forEach((end, slot) => {
      table.set(slot, end);
    });
    expect(table.earliest).toBe(10);
    expect([dueAt(table, 9), dueAt(table, 10), dueAt(table, 20)]).toEqual([[], [1, 4], [1, 2, 4]]);
  });

  it('follows an end that moves back, and one that is called off', () => {
    const table = new Timetable(2);
    table.set(0, 10);
    table.set(1, 20);
    table.set(0, 30);
    expect(table.earliest).toBe(20);
    table.set(1, NEVER);
    expect([table.earliest, table.endOf(0)]).toEqual([30, 30]);
  });

  it('tells what a list of ends would', () => {
    const change = fc.tuple(fc.nat(12), fc.oneof(fc.constant(NEVER), fc.nat(20)));
    const property = (changes: [number, number][], now: number) => {
      const [table, ends] = [new Timetable(13), new Array<number>(13).fill(NEVER)];
      for (const [slot, end] of changes) {
        table.set(slot, end);
        ends[slot] = end;
        expect(table.earliest).toBe(Math.min(...ends));
      }
      expect(dueAt(table, now)).toEqual(ends.flatMap((end, slot) => (end <= now ? [slot] : [])));
    };
    fc.assert(fc.property(fc.array(change, { maxLength: 40 }), fc.nat(20), property), { seed: 91, numRuns: 200 });
  });
});
