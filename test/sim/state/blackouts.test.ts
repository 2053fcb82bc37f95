import { describe, expect, it } from 'vitest';
import { Blackouts } from '../../../src/sim/state/blackouts.js';

describe('blackouts', () => {
  it('are none before a batch is done', () => {
    const none = new Blackouts();
    expect([none.mean(), none.quantile(0.5)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('run evenly from the first folio to the last, in either order', () => {
    const blackouts = new Blackouts();
    blackouts.add(10, 300, 100);
    expect(blackouts.mean()).toBe(200);
    expect(blackouts.quantile(0.25)).toBeCloseTo(150, 9);
    expect(blackouts.quantile(1)).toBeCloseTo(300, 9);
  });

  it('of several batches count by their folios', () => {
    const blackouts = new Blackouts();
    blackouts.add(30, 100, 100);
    blackouts.add(10, 200, 400);
    // (30 · 100 + 10 · 300) ÷ 40; three quarters are at 100, half of the rest at 300 at most.
    expect(blackouts.mean()).toBe(150);
    expect(blackouts.quantile(0.75)).toBeCloseTo(100, 9);
    expect(blackouts.quantile(0.875)).toBeCloseTo(300, 9);
  });

  it('are kept when there are more than there was room for, and none after clearing', () => {
    const blackouts = new Blackouts();
    for (let batch = 1; batch <= 200; batch++) blackouts.add(1, batch, batch);
    expect([blackouts.count, blackouts.mean()]).toEqual([200, 100.5]);
    blackouts.clear();
    blackouts.add(1, 5, 5);
    expect(blackouts.mean()).toBe(5);
  });
});
