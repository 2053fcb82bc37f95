import { describe, expect, it } from 'vitest';
import type { ContenderKind } from '../../src/episodes/contender.js';
import type { EpisodeResult } from '../../src/episodes/run-episode.js';
import { compareResults } from '../../src/evaluation/comparison.js';
import { costPerMiB, scenarioScale, scoresOn } from '../../src/evaluation/score.js';

describe('a score', () => {
  const kernel = [100, 200];
  const scale = scenarioScale('s', kernel, [
    { name: 'greedy', costs: [60, 120] },
    { name: 'lookahead', costs: [50, 90] },
  ]);

  it('is measured by the reference of least mean cost: D = 150 − 70', () => {
    expect(scale).toEqual({
      scenario: 's',
      reference: 'lookahead',
      kernelCost: 150,
      referenceCost: 70,
      referenceGain: 1 - 70 / 150,
      toWin: null,
      scored: true,
    });
  });

  it('is 0 for the kernel, 1 on average for the reference, and may pass 1', () => {
    expect(scoresOn(scale, kernel, kernel)).toEqual([0, 0]);
    expect(scoresOn(scale, kernel, [50, 90])).toEqual([50 / 80, 110 / 80]);
    expect(scoresOn(scale, kernel, [0, 0])).toEqual([1.25, 2.5]);
    expect(scoresOn(scale, kernel, [180, 200])).toEqual([-1, 0]);
  });

  it('is not given where the reference gains less than 5 % of the kernel, or there is none', () => {
    expect(scenarioScale('s', [100], [{ name: 'greedy', costs: [95.1] }]).scored).toBe(false);
    expect(scenarioScale('s', [100], [{ name: 'greedy', costs: [94.9] }]).scored).toBe(true);
    expect(scenarioScale('s', [100], [])).toMatchObject({ scored: false, reference: null });
  });

  it('is made of costs per MiB in core-us', () => {
    expect(costPerMiB({ cost: 6e6, mib: 3 })).toBe(2000);
  });
});

/** An episode that moved 1 MiB and cost so many core-us, all of it stall. */
function episode(contender: string, scenario: string, seed: number, cost: number): EpisodeResult {
  const metrics = { throughputGBps: 10, p99LatencyNs: 1, medianFirstFolioNs: 1, p99FirstFolioNs: 1 };
  const blackouts = { meanBlackoutNs: 1, p99BlackoutNs: 1 };
  return {
    ...{ contender, scenario, seed, mib: 1, decisions: 7, cost: cost * 1e3 },
    terms: { stall: cost * 1e3, delay: 0, cpu: 0, bandwidth: 0, fairness: 0 },
    metrics: { ...metrics, ...blackouts, cpuNsPerMiB: 0, dmaNsPerMiB: 0, recopiedFolios: 0 },
  };
}

describe('a comparison', () => {
  const entered: { name: string; kind: ContenderKind }[] = [
    { name: 'kernel', kind: 'kernel' },
    { name: 'rule', kind: 'rule' },
    { name: 'greedy', kind: 'reference' },
    { name: 'blind', kind: 'reference' },
  ];
  const costs: Record<string, Record<string, [number, number]>> = {
    a: { kernel: [100, 100], rule: [60, 80], greedy: [20, 20], blind: [1, 1] },
    b: { kernel: [10, 30], rule: [20, 20], greedy: [5, 15], blind: [1, 1] },
    flat: { kernel: [50, 50], rule: [40, 40], greedy: [49, 49], blind: [1, 1] },
  };
  const results = Object.entries(costs).flatMap(([scenario, byName]) =>
    Object.entries(byName).flatMap(([name, row]) => row.map((cost, seed) => episode(name, scenario, seed, cost))),
  );
  const comparison = compareResults(
    { scenarios: ['a', 'b', 'flat'], seeds: [0, 1], entered, measures: ['greedy'], seed: 1 },
    results,
  );
  const rule = comparison.policies.find(({ name }) => name === 'rule');

  it('takes the interquartile mean of the scored scenarios and names the worst', () => {
    // a: 0.5, 0.25; b: −1, 1 (D = 10): 0.375 and 0, of which nothing can be dropped.
    expect(comparison.scores.get('rule')).toEqual([
      [0.5, 0.25],
      [-1, 1],
    ]);
    expect(rule?.score).toMatchObject({ iqm: 0.1875, mean: 0.1875, n: 4 });
    expect(rule?.worst).toEqual({ scenario: 'b', score: 0 });
  });

  it('gives no score where there is nothing to win, but the cost', () => {
    expect(rule?.byScenario).toEqual([
      { scenario: 'a', score: 0.375, cost: 70 },
      { scenario: 'b', score: 0, cost: 20 },
      { scenario: 'flat', score: null, cost: 40 },
    ]);
    expect(rule?.costs).toMatchObject({ stall: (70 + 20 + 40) / 3, total: (70 + 20 + 40) / 3, cpu: 0 });
  });

  it('does not depend on the order of the results', () => {
    const plan = { scenarios: ['a', 'b', 'flat'], seeds: [0, 1], entered, measures: ['greedy'], seed: 1 };
    expect(compareResults(plan, [...results].reverse())).toEqual(comparison);
  });
});
