import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../src/report/terminal/progress.js';
import { type Column, table } from '../../../src/report/terminal/table.js';

interface Row {
  readonly name: string;
  readonly score: number | string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'policy', cell: (row) => row.name },
  { title: 'score', cell: (row) => row.score },
  { title: 'note', cell: (row) => row.note },
];
const ROWS: readonly Row[] = [
  { name: 'kernel', score: 0, note: '' },
  { name: 'dcbm-16', score: '-', note: 'no score is given here' },
  { name: 'tree', score: 0.875, note: '' },
];

describe('table', () => {
  it('aligns columns and sets numbers to the right', () => {
    expect(table(COLUMNS, ROWS, 80).split('\n')).toEqual([
      'policy   score  note',
      '-------  -----  ----------------------',
      'kernel       0',
      'dcbm-16      -  no score is given here',
      'tree     0.875',
    ]);
  });

  it('cuts the column that may shrink to fit the width', () => {
    const lines = table(COLUMNS, ROWS, 30).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(30);
    expect(lines[3]).toBe('dcbm-16      -  no score is g…');
    const shrinking = COLUMNS.map((column) => ({ ...column, shrinks: column.title === 'note' }));
    expect(table(shrinking, ROWS, 30)).toBe(lines.join('\n'));
  });

  it('keeps a column of text to the left though some of it looks like numbers', () => {
    expect(table([{ title: 'value', cell: (row: string) => row }], ['12 GB/s', 'none'], 80)).toContain('\nnone');
    expect(table([{ title: 'value', cell: (row: string) => row }], ['12 GB/s', '3 GB/s'], 80)).toContain('\n 3 GB/s');
  });
});

describe('a table at its limits', () => {
  it('without rows is its titles', () => {
    expect(table(COLUMNS, [], 80).split('\n')).toEqual(['policy  score  note', '------  -----  ----']);
  });

  it('keeps eight characters of the column that gives way, however narrow the terminal is', () => {
    const lines = table(COLUMNS, ROWS, 5).split('\n');
    expect(lines[3]).toBe('dcbm-16      -  no scor…');
    expect(table(COLUMNS, ROWS, Number.POSITIVE_INFINITY)).toContain('no score is given here');
  });

  it('sets a column to the right where its filled cells are numbers, with signs and units or dashes', () => {
    const one = (cells: readonly string[]) =>
      table([{ title: 'a long title', cell: (cell: string) => cell }], cells, 80);
    expect(one(['+1.5', '-0.25', '-', '']).split('\n').slice(2, 5)).toEqual([
      '        +1.5',
      '       -0.25',
      '           -',
    ]);
    expect(one(['3 %', '1e9', '1,024 B']).split('\n').slice(2)).toEqual([
      '         3 %',
      '         1e9',
      '     1,024 B',
    ]);
    expect(one(['1 to 2', '3']).split('\n').slice(2)).toEqual(['1 to 2', '3']);
  });
});

describe('progress', () => {
  function recorded(live: boolean): {
    written: string[];
    at(ms: number): void;
    target: Parameters<typeof createProgress>[0];
  } {
    const written: string[] = [];
    let clock = 0;
    return {
      written,
      at: (ms) => {
        clock = ms;
      },
      target: { write: (text) => void written.push(text), live, columns: 10, now: () => clock },
    };
  }

  it('redraws one line on a terminal, ten times a second at most', () => {
    const { written, at, target } = recorded(true);
    const progress = createProgress(target);
    progress.update('step 1 of many');
    at(99);
    progress.update('step 2');
    at(100);
    progress.update('step 3');
    progress.done('done');
    expect(written).toEqual(['\r\u001b[2Kstep 1 of', '\r\u001b[2Kstep 3', '\r\u001b[2Kdone\n']);
  });

  it('writes a plain line every five seconds elsewhere', () => {
    const { written, at, target } = recorded(false);
    const progress = createProgress(target);
    for (const ms of [0, 4999, 5000, 9000]) {
      at(ms);
      progress.update(`at ${ms}`);
    }
    progress.done('done');
    expect(written).toEqual(['at 0\n', 'at 5000\n', 'done\n']);
  });
});
