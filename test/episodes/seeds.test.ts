import { describe, expect, it } from 'vitest';
import { TRAINING_SEEDS } from '../../src/env/lane-set.js';
import { evaluationSeeds, tuningSeeds } from '../../src/episodes/seeds.js';

/** Futures of the lookahead reference are drawn from here on. */
const FUTURES = 2 ** 31;

describe.each([0, 1, 7, 2 ** 31 - 1, 2 ** 40])('seeds of run %d', (seed) => {
  const tuning = tuningSeeds(seed, 200);
  const evaluation = evaluationSeeds(seed, 200);

  it('of training, tuning and evaluation lie in ranges that never meet', () => {
    for (const one of tuning) {
      expect(one).toBeGreaterThanOrEqual(TRAINING_SEEDS);
      expect(one).toBeLessThan(1.5 * TRAINING_SEEDS);
    }
    for (const one of evaluation) {
      expect(one).toBeGreaterThanOrEqual(1.5 * TRAINING_SEEDS);
      expect(one).toBeLessThan(FUTURES);
    }
  });

  it('are whole, different, and the first ones stay when more are asked for', () => {
    expect(new Set([...tuning, ...evaluation]).size).toBe(400);
    expect(evaluation.every(Number.isSafeInteger)).toBe(true);
    expect(evaluationSeeds(seed, 3)).toEqual(evaluation.slice(0, 3));
  });
});
