import { describe, expect, it } from 'vitest';
import { Batch } from '../../../src/sim/state/batch.js';
import { createSlots, STAGE } from '../../../src/sim/state/slots.js';

const slots = createSlots(3);
const columns = Object.keys(slots).filter((name) => name !== 'count') as (keyof typeof slots & keyof Batch)[];

describe('columns of idle slots', () => {
  it('are 0 where they measure, −1 where they count or point, and idle', () => {
    const rows = Object.entries(Object.getOwnPropertyDescriptors(Batch.prototype)).filter(
      ([, { get, set }]) => get && set,
    );
    // A column without a row in `Batch`, or a row without a column, would be read and written by nobody.
    expect(rows.map(([name]) => name).sort()).toEqual([...columns].sort());
    expect([slots.count, [...slots.work], [...slots.queueHead], [...slots.stage]]).toEqual([
      3,
      [0, 0, 0],
      [-1, -1, -1],
      [STAGE.idle, STAGE.idle, STAGE.idle],
    ]);
  });
});

describe('a batch', () => {
  it.each(columns)('reads and writes its own row of the column %s', (name) => {
    const table = createSlots(3);
    const [before, batch] = [0, 1].map((slot) => new Batch(table, slot));
    if (!before || !batch) throw new Error('two were made');
    const column = table[name] as Float64Array;
    const untouched = column[0];
    Object.assign(batch, { [name]: 42 });
    expect([...column]).toEqual([untouched, 42, untouched]);
    column[1] = 17;
    expect([batch[name], before[name]]).toEqual([17, untouched]);
    // No other column is written.
    const others = columns.filter((other) => other !== name);
    const idle = createSlots(3);
    for (const other of others) expect(table[other]).toEqual(idle[other]);
  });
});
