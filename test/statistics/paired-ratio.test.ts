import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { pairedRatio } from '../../src/statistics/paired-ratio.js';

describe('the ratio of two means over the same episodes', () => {
  it('has no error where one is a multiple of the other', () => {
    expect(pairedRatio([2, 4, 6], [1, 2, 3])).toEqual({ ratio: 2, error: 0 });
  });

  it('has the error that the ratio shows when it is drawn again', () => {
    const random = randomStream(5, 'test/paired-ratio');
    const draws = Array.from({ length: 2000 }, () => {
      const b = Array.from({ length: 10 }, () => 100 + 20 * random.normal());
      return pairedRatio(
        b.map((value) => 0.9 * value + 10 * random.normal()),
        b,
      );
    });
    const ratios = draws.map(({ ratio }) => ratio);
    const centre = ratios.reduce((a, b) => a + b) / ratios.length;
    const spread = Math.sqrt(ratios.reduce((sum, one) => sum + (one - centre) ** 2, 0) / ratios.length);
    const error = draws.reduce((sum, one) => sum + one.error, 0) / draws.length;
    expect(centre).toBeCloseTo(0.9, 2);
    expect(error / spread).toBeGreaterThan(0.9);
    expect(error / spread).toBeLessThan(1.1);
  });

  it('knows no error of a single episode', () => {
    expect(pairedRatio([2], [1])).toEqual({ ratio: 2, error: Number.NaN });
  });
});
