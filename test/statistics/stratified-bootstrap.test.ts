import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { interquartileMean } from '../../src/statistics/interquartile-mean.js';
import { mean } from '../../src/statistics/mean.js';
import { meanInterval } from '../../src/statistics/mean-interval.js';
import { pairedProbabilityOfImprovement } from '../../src/statistics/probability-of-improvement.js';
import { pooled, type ScoreTable } from '../../src/statistics/score-table.js';
import { bootstrapInterval, pairedBootstrapInterval } from '../../src/statistics/stratified-bootstrap.js';

const iqm = (table: ScoreTable) => interquartileMean(pooled(table));
const gain = (a: ScoreTable, b: ScoreTable) => iqm(a) - iqm(b);
const normals = (seed: number, label: string, n: number) => {
  const random = randomStream(seed, label);
  return Array.from({ length: n }, () => random.normal());
};

describe('stratified bootstrap', () => {
  test('covers the mean at about the nominal rate', () => {
    // Seed 5; 400 samples of n = 50 standard normals, B = 400. The percentile interval of a mean is x̄ ± 1.96 σ̂ with
    // σ̂² short by (n−1)/n, so coverage is P(|t₄₉| < 1.940) = 0.942. Binomial standard error √(0.942·0.058/400) =
    // 0.0117; critical value 3.29 (two-sided 0.001): 0.942 ± 0.039.
    const covered = Array.from({ length: 400 }, (_, i) => {
      const { low, high } = meanInterval(normals(5, `sample ${i}`, 50), { seed: i, replicates: 400 });
      return low <= 0 && 0 <= high ? 1 : 0;
    });
    expect(Math.abs(mean(covered) - 0.942)).toBeLessThan(0.039);
  });

  test('has the width that theory gives the mean of a stratified sample', () => {
    // Two strata of n = 40 normals: the bootstrap variance of the pooled mean is (s₁² + s₂²) / (4 · 40), s² with
    // divisor n. B = 20 000: a 2.5 % quantile of a normal has standard error √(pq/B)/φ(1.96) σ = 0.019 σ; 4 of both
    // ends on a half-width of 1.96 σ are 4 %.
    const table = [normals(6, 'first', 40), normals(6, 'second', 40).map((x) => 3 * x + 100)];
    const variance = (x: readonly number[]) => mean(x.map((value) => (value - mean(x)) ** 2));
    const sigma = Math.sqrt(mean(table.map(variance)) / 80);
    const { low, high, estimate, n } = bootstrapInterval((t) => mean(pooled(t)), table, {
      seed: 6,
      replicates: 20_000,
    });
    expect(n).toBe(80);
    expect(estimate).toBeCloseTo(mean(table.flat()), 12);
    expect(Math.abs((high - low) / (2 * 1.96 * sigma) - 1)).toBeLessThan(0.04);
  });

  test('resamples seeds within a scenario and never the scenarios', () => {
    const constantScenarios = [
      [0, 0, 0],
      [100, 100],
    ];
    const interval = bootstrapInterval((table) => mean(pooled(table)), constantScenarios, { seed: 1 });
    expect(interval).toEqual({ estimate: 40, low: 40, high: 40, n: 5 });
  });

  test('the same seed gives the same interval, another seed nearly the same', () => {
    const table = [normals(7, 'a', 12), normals(7, 'b', 12)];
    const first = bootstrapInterval(iqm, table, { seed: 1 });
    expect(bootstrapInterval(iqm, table, { seed: 1 })).toEqual(first);
    const second = bootstrapInterval(iqm, table, { seed: 2 });
    expect(second.low).not.toBe(first.low);
    // B = 2000: standard error of a 2.5 % quantile 0.06 σ, σ a quarter of the width; 4.5 of a difference of two.
    expect(Math.abs(second.low - first.low)).toBeLessThan(0.1 * (first.high - first.low));
  });

  test('a higher level contains a lower one', () => {
    const table = [normals(8, 'a', 20)];
    const [wide, narrow] = [0.99, 0.5].map((level) => bootstrapInterval(iqm, table, { seed: 1, level }));
    expect(wide?.low).toBeLessThan(narrow?.low ?? Number.NaN);
    expect(wide?.high).toBeGreaterThan(narrow?.high ?? Number.NaN);
  });

  test('one seed in a scenario gives an estimate and no interval', () => {
    const interval = bootstrapInterval(iqm, [[1], [2, 3]], { seed: 1 });
    expect(interval).toEqual({ estimate: 2, low: Number.NaN, high: Number.NaN, n: 3 });
  });

  test('refuses an empty scenario and scores that are not finite', () => {
    expect(() => bootstrapInterval(iqm, [], { seed: 1 })).toThrow('every scenario has a score');
    expect(() => bootstrapInterval(iqm, [[1, 2], []], { seed: 1 })).toThrow('every scenario has a score');
    expect(() => bootstrapInterval(iqm, [[1, Number.NaN]], { seed: 1 })).toThrow('finite');
  });
});

describe('paired bootstrap', () => {
  const hard = [normals(9, 'a', 10).map((x) => 50 * x), normals(9, 'b', 10).map((x) => 200 * x)];

  test('a gain that every seed shows has no spread, however far apart the seeds are', () => {
    const better = hard.map((stratum) => stratum.map((score) => score + 1));
    const { estimate, low, high, n } = pairedBootstrapInterval(gain, better, hard, { seed: 1 });
    for (const value of [estimate, low, high]) expect(value).toBeCloseTo(1, 9);
    expect(n).toBe(20);
    const alone = bootstrapInterval(iqm, hard, { seed: 1 });
    expect(alone.high - alone.low).toBeGreaterThan(10);
  });

  test('a difference of means is the mean of the differences', () => {
    const other = hard.map((stratum, k) => stratum.map((score, i) => score + Math.sin(7 * i + k)));
    const differences = other.map((stratum, k) => stratum.map((score, i) => score - (hard[k]?.[i] ?? Number.NaN)));
    const average = (table: ScoreTable) => mean(pooled(table));
    const paired = pairedBootstrapInterval((a, b) => average(a) - average(b), other, hard, { seed: 3 });
    const direct = bootstrapInterval(average, differences, { seed: 3 });
    for (const key of ['estimate', 'low', 'high', 'n'] as const) expect(paired[key]).toBeCloseTo(direct[key], 9);
  });

  test('gives the probability of improvement its interval', () => {
    const other = hard.map((stratum) => stratum.map((score, i) => score + (i < 7 ? 1 : -1)));
    const { estimate, low, high } = pairedBootstrapInterval(pairedProbabilityOfImprovement, other, hard, { seed: 1 });
    expect(estimate).toBeCloseTo(0.7, 12);
    // σ = √(0.7 · 0.3 / 20) = 0.102; multiples of 1/20.
    expect(low).toBeCloseTo(0.5, 9);
    expect(high).toBeCloseTo(0.9, 9);
  });

  test('refuses tables of different shape', () => {
    expect(() => pairedBootstrapInterval(gain, hard, [[1, 2]], { seed: 1 })).toThrow('same scenarios and seeds');
  });
});
