import { describe, expect, it } from 'vitest';
import { Arena, type ColumnSource } from '../../../src/sim/state/columns.js';

function build(source: ColumnSource) {
  return { a: source.float(2), n: source.integer(3), b: source.float(1).fill(7) };
}

describe('an arena', () => {
  it('gives its columns in one piece of memory a kind, one after the other', () => {
    const { columns } = Arena.of(build);
    const { a, b, n } = columns;
    expect([a.length, b.length, n.length]).toEqual([2, 1, 3]);
    expect(b.buffer).toBe(a.buffer);
    expect([a.byteOffset, b.byteOffset, a.buffer.byteLength]).toEqual([0, 16, 24]);
    expect([...a, ...n, ...b]).toEqual([0, 0, 0, 0, 0, 7]);
  });

  it('makes every column equal to that of another', () => {
    const [from, to] = [Arena.of(build), Arena.of(build)];
    from.columns.a.set([1, 2]);
    from.columns.n.set([3, 4, 5]);
    to.columns.b[0] = 9;
    to.arena.copyFrom(from.arena);
    expect([...to.columns.a, ...to.columns.n, ...to.columns.b]).toEqual([1, 2, 3, 4, 5, 7]);
    to.columns.a[0] = 8;
    expect(from.columns.a[0]).toBe(1);
  });
});
