import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawParameters } from '../../src/core/choices.js';
import { hashSeed, type RandomStream, randomStream } from '../../src/core/random.js';

const seed = fc.integer({ min: 0, max: 2 ** 53 - 1 });
const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('streams', () => {
  it('of one seed and label are the same, whatever other streams drew', () => {
    fc.assert(
      fc.property(seed, fc.string(), fc.string(), (root, label, other) => {
        const [a, b, between] = [randomStream(root, label), randomStream(root, label), randomStream(root, other)];
        const first = draws(5, a.uniform);
        draws(3, between.uniform);
        expect(draws(5, b.uniform)).toEqual(first);
      }),
    );
  });

  it('of different labels, or seeds, differ', () => {
    fc.assert(
      fc.property(seed, fc.string(), fc.string(), (root, label, other) => {
        fc.pre(label !== other);
        const first = draws(4, randomStream(root, label).uniform);
        expect(draws(4, randomStream(root, other).uniform)).not.toEqual(first);
        expect(draws(4, randomStream(root + 1, label).uniform)).not.toEqual(first);
      }),
    );
  });

  it('of different labels are not correlated: |r| of 20,000 pairs below 4 / √n = 0.028', () => {
    const [a, b] = [randomStream(1, 'arrivals'), randomStream(1, 'tenants')];
    const pairs = draws(20_000, () => (a.uniform() - 0.5) * (b.uniform() - 0.5));
    expect(Math.abs(mean(pairs) * 12)).toBeLessThan(0.028);
  });

  it('of seeds beyond 32 bits differ from those of their lower half', () => {
    expect(hashSeed(2 ** 32 + 7, 'x')).not.toBe(hashSeed(7, 'x'));
  });
});

describe('a draw', () => {
  /** 40,000 draws; a bound is four standard errors of the mean wide. */
  const N = 40_000;
  const stream = (): RandomStream => randomStream(3, 'moments');

  it('is uniform in [0, 1): mean 1/2, standard deviation √(1/12)', () => {
    const values = draws(N, stream().uniform);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(N));
  });

  it('is normal: mean 0, variance 1 with a standard error of √2', () => {
    const values = draws(N, stream().normal);
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(N));
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(N));
  });

  it('is exponential with the mean that is asked for, which is its standard deviation too', () => {
    const random = stream();
    const values = draws(N, () => random.exponential(250));
    expect(values.every((value) => value >= 0)).toBe(true);
    expect(Math.abs(mean(values) - 250)).toBeLessThan((4 * 250) / Math.sqrt(N));
  });

  it('below n is each of 0 … n − 1 alike: χ² of 6 classes below 20.5, the 99.9 % point of 5 degrees', () => {
    const random = stream();
    const counts = new Array<number>(6).fill(0);
    for (const value of draws(N, () => random.below(6))) counts[value] = (counts[value] ?? 0) + 1;
    expect(counts).toHaveLength(6);
    const chi = counts.reduce((sum, count) => sum + (count - N / 6) ** 2 / (N / 6), 0);
    expect(chi).toBeLessThan(20.5);
  });
});

it('a setting that is drawn has one of the choices for each parameter, and all of them occur', () => {
  const choices = { threads: [1, 4, 16], side: ['push', 'pull'] } as const;
  const random = randomStream(5, 'settings');
  const settings = Array.from({ length: 100 }, () =>
    drawParameters<{ threads: 1 | 4 | 16; side: 'push' | 'pull' }>(choices, random),
  );
  expect(new Set(settings.map(({ threads, side }) => `${threads} ${side}`)).size).toBe(6);
  for (const one of settings) expect(Object.keys(one)).toEqual(['threads', 'side']);
});
