import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jainFairnessIndex } from '../../src/statistics/fairness-index.js';
import { interquartileMean } from '../../src/statistics/interquartile-mean.js';
import { mean } from '../../src/statistics/mean.js';
import { quantile } from '../../src/statistics/quantile.js';

const scores = (minLength = 1) =>
  fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength, maxLength: 40 });
/** Sums of up to 40 values below 10⁶ in another order differ by less. */
const TOLERANCE = 1e-7;

/** 2 ∫ Q(u) du over [¼, ¾], where the empirical Q is xᵢ on (i/n, (i+1)/n): each value weighs its overlap. */
function integralOfTheMiddleHalf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return sorted.reduce(
    (sum, x, i) => sum + 2 * x * Math.max(0, Math.min((i + 1) / n, 0.75) - Math.max(i / n, 0.25)),
    0,
  );
}

describe('interquartile mean', () => {
  test.each([
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5.5],
    [[3, 1, 100], 34.666666666666664],
    [[0.5, -2, 7, 1e3, 4, 4, -9], 2.7],
    [[2, 4, 8, 16, 32, 64, 128, 256], 30],
    [[1, 9], 5],
    [[5], 5],
  ])('of %j is what scipy 1.17 stats.trim_mean(x, 0.25) gives: %d', (values, expected) => {
    expect(interquartileMean(values)).toBeCloseTo(expected, 12);
  });

  test('is the integral of the middle half of the quantile function where 4 divides n', () => {
    const multipleOfFour = scores(4).map((values) => values.slice(0, values.length - (values.length % 4)));
    fc.assert(
      fc.property(multipleOfFour, (values) => {
        expect(Math.abs(interquartileMean(values) - integralOfTheMiddleHalf(values))).toBeLessThan(TOLERANCE);
      }),
      { seed: 1 },
    );
  });

  test('differs from that integral where 4 does not divide n: whole values are dropped', () => {
    expect(interquartileMean([0, 0, 6])).toBe(2);
    expect(integralOfTheMiddleHalf([0, 0, 6])).toBeCloseTo(1, 12);
  });

  test('keeps a constant, ignores order, moves with the scores and is not moved by one outlier', () => {
    const shiftAndScale = fc.record({
      shift: fc.integer({ min: -99, max: 99 }),
      scale: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(scores(), shiftAndScale, (values, { shift, scale }) => {
        const iqm = interquartileMean(values);
        expect(interquartileMean(values.map(() => shift))).toBe(shift);
        expect(interquartileMean([...values].reverse())).toBe(iqm);
        const moved = interquartileMean(values.map((x) => scale * x + shift));
        expect(Math.abs(moved - (scale * iqm + shift))).toBeLessThan(10 * TOLERANCE);
      }),
      { seed: 2 },
    );
    expect(interquartileMean([1, 2, 3, 1e9])).toBe(interquartileMean([1, 2, 3, 4]));
  });

  test('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    interquartileMean(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('quantile of type 7', () => {
  test.each([
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [1, 1.9, 3.25, 5.5, 9.775, 10],
    ],
    [
      [0.5, -2, 7, 1e3, 4, 4, -9],
      [-9, -4.799999999999999, -0.75, 4, 851.0499999999996, 1000],
    ],
    [[5], [5, 5, 5, 5, 5, 5]],
  ])('of %j at 0, 0.1, 0.25, 0.5, 0.975, 1 is what numpy 2.4 gives', (values, expected) => {
    [0, 0.1, 0.25, 0.5, 0.975, 1].forEach((p, i) => {
      expect(quantile(values, p)).toBeCloseTo(expected[i] ?? Number.NaN, 9);
    });
  });

  test('never falls as p rises, and stays within the values', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(scores(), p, p, (values, p1, p2) => {
        const [low, high] = [quantile(values, Math.min(p1, p2)), quantile(values, Math.max(p1, p2))];
        expect(low).toBeLessThanOrEqual(high + TOLERANCE);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 3 },
    );
  });

  test('refuses an empty sample and a p outside [0, 1]', () => {
    expect(() => quantile([], 0.5)).toThrow('needs a value');
    expect(() => quantile([1], 1.1)).toThrow('[0, 1]');
    expect(() => mean([])).toThrow('needs a value');
  });
});

describe('Jain’s fairness index', () => {
  test('is 1 for equal shares, k/n where k of n share equally, 1 where nobody gets anything', () => {
    expect(jainFairnessIndex([7, 7, 7])).toBeCloseTo(1, 15);
    expect(jainFairnessIndex([1, 0, 0, 0])).toBe(0.25);
    expect(jainFairnessIndex([3, 3, 0, 0])).toBe(0.5);
    expect(jainFairnessIndex([1, 2, 3])).toBeCloseTo(36 / 42, 15);
    expect(jainFairnessIndex([0, 0])).toBe(1);
  });

  test('lies in [1/n, 1] and does not depend on the unit', () => {
    const shares = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(shares, (values) => {
        const index = jainFairnessIndex(values);
        expect(index).toBeGreaterThanOrEqual(1 / values.length - 1e-12);
        expect(index).toBeLessThanOrEqual(1 + 1e-12);
        expect(jainFairnessIndex(values.map((x) => 1024 * x))).toBeCloseTo(index, 12);
      }),
      { seed: 4 },
    );
  });

  test('refuses a negative share', () => {
    expect(() => jainFairnessIndex([1, -1])).toThrow('not negative');
  });
});
