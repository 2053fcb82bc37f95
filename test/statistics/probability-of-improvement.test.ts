import { describe, expect, test } from 'vitest';
import {
  pairedProbabilityOfImprovement,
  probabilityOfImprovement,
} from '../../src/statistics/probability-of-improvement.js';

const X = [
  [3, 1, 4, 1, 5],
  [9, 2, 6],
];
const Y = [
  [2, 7, 1, 8],
  [2, 8, 1, 8],
];

describe('probability of improvement', () => {
  test('is scipy 1.17’s mean of U/(nm) over the scenarios', () => {
    expect(probabilityOfImprovement(X, Y)).toBeCloseTo(0.4875, 12);
  });

  test('of X over Y and of Y over X make one, ties counting half', () => {
    expect(probabilityOfImprovement(X, Y) + probabilityOfImprovement(Y, X)).toBeCloseTo(1, 12);
    expect(probabilityOfImprovement(X, X)).toBeCloseTo(0.5, 12);
  });

  test('a scenario weighs the same whatever its number of seeds', () => {
    expect(probabilityOfImprovement([[1, 1, 1, 1], [0]], [[0, 0, 0, 0], [1]])).toBe(0.5);
  });

  test('pairs see a small gain that the spread between seeds hides', () => {
    const hard = [[10, 200, 3000, 40_000]];
    const better = hard.map((stratum) => stratum.map((score) => score + 1));
    expect(pairedProbabilityOfImprovement(better, hard)).toBe(1);
    expect(probabilityOfImprovement(better, hard)).toBe(10 / 16);
    expect(pairedProbabilityOfImprovement(hard, hard)).toBe(0.5);
    expect(pairedProbabilityOfImprovement([[1, 5, 3]], [[2, 4, 3]])).toBe(0.5);
  });

  test('refuses tables of different shape', () => {
    expect(() => probabilityOfImprovement(X, [[1]])).toThrow('same scenarios');
    expect(() => pairedProbabilityOfImprovement(X, Y)).toThrow('same scenarios and seeds');
  });
});
