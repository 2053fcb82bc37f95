import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { interquartileMean } from '../../src/statistics/interquartile-mean.js';
import { runOf, runScores, suiteMean, suiteScore } from '../../src/statistics/suite-score.js';

describe('the score of a suite', () => {
  test('is 1 for the reference however much its episodes differ, which over single episodes it is not', () => {
    // What the reference gains on an episode, in its mean gain: skewed, as traffic is.
    const random = randomStream(1, 'test/suite-score');
    const gains = Array.from({ length: 40 }, () => Array.from({ length: 3 }, () => -Math.log(1 - random.uniform())));
    const table = gains.map((row) => row.map((gain) => (gain * row.length) / row.reduce((a, b) => a + b)));
    expect(suiteScore(table)).toBeCloseTo(1, 12);
    expect(suiteMean(table)).toBeCloseTo(1, 12);
    expect(interquartileMean(table.flat())).toBeLessThan(0.98);
  });

  test('has one value a scenario and run, of which the extreme quarters count in the mean alone', () => {
    const table = [
      [1, 3, 0.5, 0.5],
      [0, 0, 1, 1],
      [-8, -8, 1, 1],
    ];
    expect(runScores(table, 2)).toEqual([2, 0.5, 0, 1, -8, 1]);
    expect(runScores(table, 1)).toEqual([1.25, 0.5, -3.5]);
    // Without −8 and 2.
    expect(suiteScore(table, 2)).toBeCloseTo((0.5 + 0 + 1 + 1) / 4, 12);
    expect(suiteMean(table, 2)).toBeCloseTo((2 + 0.5 + 0 + 1 - 8 + 1) / 6, 12);
    expect(runOf(table, 1, 2)).toEqual([
      [0.5, 0.5],
      [1, 1],
      [1, 1],
    ]);
  });
});
