import { describe, expect, it } from 'vitest';
import { parseHoldOut, splitsOf } from '../../src/calibration/hold-out.js';
import { loadPlatform } from '../../src/platform/load.js';
import { syntheticCells } from './sample-table.js';

const cells = syntheticCells(loadPlatform('zen3-ptdma'), 0, 1);

describe('a hold-out', () => {
  it.each([
    ['0.2', { kind: 'fraction', fraction: 0.2 }],
    ['20%', { kind: 'fraction', fraction: 0.2 }],
    ['kfold=5', { kind: 'folds', folds: 5 }],
    ['folio_bytes=64KiB', { kind: 'column', column: 'folio_bytes', value: '64KiB' }],
  ])('reads %s', (text, expected) => {
    expect(parseHoldOut(text)).toEqual(expected);
  });

  it.each(['0', '1', '1.5', 'x', 'kfold=1', 'kfold=x', 'colour=red', '='])('refuses %s', (text) => {
    expect(() => parseHoldOut(text)).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
  });

  it('hints at the nearest column and at the values there are', () => {
    const line = (text: string) => () => splitsOf(cells, parseHoldOut(text), 1);
    expect(line('thread=8')).toThrow(expect.objectContaining({ line: expect.stringContaining('"threads"') }));
    expect(line('threads=7')).toThrow(
      expect.objectContaining({ line: expect.stringContaining('there are: 1, 2, 4, 8') }),
    );
  });

  it('takes a column by value, sizes with or without a unit', () => {
    for (const text of ['folio_bytes=65536', 'folio_bytes=64KiB']) {
      const [split] = splitsOf(cells, parseHoldOut(text), 1);
      expect(split?.held.length).toBe(10);
      expect(split?.held.every(({ folioBytes }) => folioBytes === 65536)).toBe(true);
      expect(split?.fitted.length).toBe(cells.length - 10);
    }
  });

  it('takes a seeded fraction', () => {
    const lines = (seed: number) => splitsOf(cells, parseHoldOut('0.25'), seed)[0]?.held.map(({ line }) => line);
    expect(lines(1)?.length).toBe(cells.length / 4);
    expect(lines(1)).toEqual(lines(1));
    expect(lines(1)).not.toEqual(lines(2));
  });

  it('holds every cell out once in folds, and never fits to what it holds', () => {
    const splits = splitsOf(cells, parseHoldOut('kfold=5'), 1);
    expect(
      splits
        .flatMap(({ held }) => held)
        .map(({ line }) => line)
        .sort((a, b) => a - b),
    ).toEqual(cells.map(({ line }) => line));
    for (const { held, fitted } of splits) {
      expect(held.length + fitted.length).toBe(cells.length);
      expect(fitted.some((cell) => held.includes(cell))).toBe(false);
    }
  });
});
