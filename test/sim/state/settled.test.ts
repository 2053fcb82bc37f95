import { describe, expect, it } from 'vitest';
import { CREDIT_WIDTH, creditedCost, DEFAULT_WEIGHTS, weightedCost } from '../../../src/sim/state/cost-terms.js';
import { remaining } from '../../../src/sim/state/remaining.js';
import { Settled } from '../../../src/sim/state/settled.js';

describe('settled decisions', () => {
  it('are listed until they are cleared, and found by their number', () => {
    const settled = new Settled(1);
    expect([settled.add(7, 100), settled.add(9, 200)]).toEqual([0, CREDIT_WIDTH]);
    expect([settled.placeOf(9), settled.placeOf(8), settled.copyNs[1]]).toEqual([1, -1, 200]);
    settled.clear();
    expect([settled.count, settled.placeOf(9)]).toEqual([0, -1]);
  });

  it('are kept when there are more than there was room for', () => {
    const settled = new Settled(1);
    for (let decision = 0; decision < 40; decision++) {
      const from = settled.add(decision, 2 * decision);
      settled.terms[from] = decision;
    }
    const kept = [0, 15, 16, 39].map((k) => [settled.decision[k], settled.copyNs[k], settled.terms[k * CREDIT_WIDTH]]);
    expect(kept).toEqual([0, 15, 16, 39].map((k) => [k, 2 * k, k]));
  });
});

describe('the cost of a decision', () => {
  it('is the weighted sum of its terms, and what it cost others at full price', () => {
    const terms = [99, 1, 2, 3, 4, 5, 6];
    // 1 + 2 + 3 + 4, fairness at 0; 6 is the externality.
    expect(weightedCost(terms, DEFAULT_WEIGHTS, 1)).toBe(10);
    expect(weightedCost(terms, { ...DEFAULT_WEIGHTS, stall: 2, fairness: 0.5 }, 1)).toBe(13.5);
    expect(creditedCost(terms, DEFAULT_WEIGHTS, 1)).toBe(16);
  });
});

describe('what remains of an amount', () => {
  it('is nothing where it would be gone within the resolution of the clock', () => {
    // 100 − 3 · 30 = 10, which takes 10 ÷ 3 ns more.
    expect([remaining(100, 3, 30, 1), remaining(100, 3, 30, 4), remaining(100, 3, 40, 0)]).toEqual([10, 0, 0]);
  });
});
