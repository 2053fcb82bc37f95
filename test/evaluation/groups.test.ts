import { describe, expect, it } from 'vitest';
import { lookAgain } from '../../src/comparison/reference/look-again.js';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { KERNEL_ENTRANT, type RuleEntrant, referenceEntrants } from '../../src/episodes/entrant.js';
import type { EpisodeResult } from '../../src/episodes/run-episode.js';
import { compareResults } from '../../src/evaluation/comparison.js';
import { harmsOf } from '../../src/evaluation/harm.js';
import { beatenReference, FRESH_EPISODES, isWrong, lookedAtAgain } from '../../src/evaluation/reference-check.js';
import type { Entered } from '../../src/evaluation/result-table.js';
import { verdictOn } from '../../src/evaluation/verdict.js';
import { queueAware } from '../../src/heuristics/rules/queue-aware.js';
import { mean } from '../../src/statistics/mean.js';
import { bootstrapInterval } from '../../src/statistics/stratified-bootstrap.js';

function episode(contender: string, scenario: string, seed: number, cost: number): EpisodeResult {
  const metrics = { throughputGBps: 1, p99LatencyNs: 1, medianFirstFolioNs: 1, p99FirstFolioNs: 1 };
  const more = { meanBlackoutNs: 1, p99BlackoutNs: 1, recopiedFolios: 0 };
  return {
    ...{ contender, scenario, seed, mib: 1, decisions: 7, cost: cost * 1e3 },
    terms: { stall: cost * 1e3, delay: 0, cpu: 0, bandwidth: 0, fairness: 0 },
    metrics: { ...metrics, ...more, cpuNsPerMiB: 0, dmaNsPerMiB: 0 },
  };
}

const entered: Entered[] = [
  { name: 'kernel', kind: 'kernel' },
  { name: 'rule', kind: 'rule' },
  { name: 'policy', kind: 'learned', members: ['policy s1', 'policy s2'] },
  { name: 'greedy', kind: 'reference' },
];
const costs: Record<string, Record<string, [number, number]>> = {
  a: { kernel: [100, 100], rule: [60, 80], 'policy s1': [40, 60], 'policy s2': [20, 80], greedy: [50, 50] },
  b: { kernel: [10, 30], rule: [20, 20], 'policy s1': [10, 10], 'policy s2': [30, 30], greedy: [5, 15] },
};
const results = Object.entries(costs).flatMap(([scenario, byName]) =>
  Object.entries(byName).flatMap(([name, row]) => row.map((cost, seed) => episode(name, scenario, seed, cost))),
);
const plan = { scenarios: ['a', 'b'], seeds: [0, 1], entered, measures: ['greedy'], seed: 1 };
const comparison = compareResults(plan, results);
const policy = comparison.policies.find(({ name }) => name === 'policy');

describe('several trainings judged together', () => {
  it('have one row of scores, training by training, paired with the kernel of the same episode', () => {
    expect(comparison.scores.get('policy')).toEqual([
      [1.2, 0.8, 1.6, 0.4],
      [0, 2, -2, 0],
    ]);
    expect(policy?.score.n).toBe(8);
    expect(policy?.byScenario).toEqual([
      { scenario: 'a', score: 1, cost: 50 },
      { scenario: 'b', score: 0, cost: 20 },
    ]);
  });

  it('are shown one by one, none left out', () => {
    // Means of its episodes, scenario by scenario: s1 1 and 1, s2 1 and −1.
    expect(policy?.members).toEqual([
      { name: 'policy s1', iqm: 1, worst: { scenario: 'a', score: 1 }, harm: { scenario: 'a', ratio: 0.5 } },
      { name: 'policy s2', iqm: 0, worst: { scenario: 'b', score: -1 }, harm: { scenario: 'b', ratio: 1.5 } },
    ]);
  });

  it('are paired with a rule that has one', () => {
    const [learned, rule] = ['policy', 'rule'].map((name) => comparison.scores.get(name) ?? []);
    const verdict = verdictOn(
      [{ name: 'policy', scores: learned ?? [], runs: 2 }],
      [{ name: 'rule', scores: rule ?? [] }],
      { seed: 1 },
    );
    // Of eight pairs: s1 beats the rule's 0.8, 0.4, −1, 1 in four; s2 beats it once (1.6), ties once (0.4).
    expect(verdict.probabilityOfImprovement).toBeCloseTo((4 + 1 + 0.5) / 8, 12);
    expect(verdict.text).toContain('policy (2 trainings) against rule');
  });
});

describe('the crossed bootstrap', () => {
  /** [scenario][run × episode] with an effect of the run that is the same everywhere. */
  function table(runs: number, episodes: number, ofRun: number, ofEpisode: number, seed: number): number[][] {
    const random = randomStream(seed, 'test/crossed');
    const effects = Array.from({ length: runs }, () => ofRun * random.normal());
    return [0, 1, 2].map(() =>
      effects.flatMap((effect) => Array.from({ length: episodes }, () => effect + ofEpisode * random.normal())),
    );
  }
  const width = (runs: number, drawn: number[][]): number => {
    const { low, high } = bootstrapInterval((t) => mean(t.flat()), drawn, { seed: 1, runs });
    return high - low;
  };

  it('sees that runs differ, which episodes alone would hide', () => {
    const drawn = table(5, 5, 1, 0.01, 3);
    expect(width(5, drawn)).toBeGreaterThan(3 * width(1, drawn) * 0.9);
    // Five runs of standard deviation 1: mean ± 1.96 · sd ÷ √5, within a factor of two for so few.
    expect(width(5, drawn)).toBeGreaterThan(0.5);
    expect(width(5, drawn)).toBeLessThan(4);
  });

  it('draws the same runs in every scenario', () => {
    // What scenario 0 gains by a run, scenario 1 loses: the sum does not depend on the runs drawn.
    const effects = [3, -1, 7];
    const drawn = [effects.flatMap((e) => [e, e]), effects.flatMap((e) => [-e, -e])];
    const { low, high } = bootstrapInterval((t) => mean(t.flat()), drawn, { seed: 1, runs: 3 });
    expect([low, high]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  });

  it('with one run is the stratified one', () => {
    const drawn = table(1, 6, 1, 1, 5);
    const statistic = (t: readonly (readonly number[])[]) => mean(t.flat());
    expect(bootstrapInterval(statistic, drawn, { seed: 2, runs: 1 })).toEqual(
      bootstrapInterval(statistic, drawn, { seed: 2 }),
    );
  });
});

describe('harm', () => {
  it('is the worst ratio to the kernel, and every one over 1.01', () => {
    const row = (scenario: string, factor: number) => ({
      ...{ scenario, kernel: [10, 20, 30, 40], costs: [10, 20, 30, 40].map((cost) => cost * factor) },
    });
    const harms = harmsOf([row('a', 0.5), row('b', 1.02), row('c', 1.3), row('d', 1.005)], 1, 1);
    expect(harms.map(({ scenario }) => scenario)).toEqual(['c', 'b']);
    expect(at(harms, 0)).toMatchObject({ ratio: expect.closeTo(1.3, 12), low: expect.closeTo(1.3, 12) });
    expect(harmsOf([row('a', 0.5), row('b', 0.9)], 1, 1)).toMatchObject([{ scenario: 'b' }]);
  });
});

describe('the reference', () => {
  const reference = { name: 'greedy', costs: [100, 110, 90, 100, 105] };
  const cheaper = (by: number, noise: number) => ({
    ...{ name: 'policy', costs: reference.costs.map((cost, i) => cost - by + noise * (i % 2 === 0 ? 1 : -1)) },
  });

  it('is wrong where somebody beats it by more than noise', () => {
    expect(beatenReference('s', reference, [cheaper(1, 0), cheaper(5, 1)], 1)).toMatchObject({
      ...{ scenario: 's', reference: 'greedy', policy: 'policy', gain: expect.closeTo((5 - 1 / 5) / 101, 12) },
    });
  });

  it('stands where the difference may be noise, or nobody is cheaper', () => {
    expect(beatenReference('s', reference, [cheaper(0.5, 5)], 1)).toBeNull();
    expect(beatenReference('s', reference, [cheaper(-5, 0)], 1)).toBeNull();
    expect(beatenReference('s', reference, [], 1)).toBeNull();
  });

  it('is wrong only if the better of the references is beaten again on fresh episodes', () => {
    const suspicion = beatenReference('s', reference, [cheaper(5, 1)], 1);
    if (!suspicion) throw new Error('nobody is suspected');
    const other = { name: 'lookahead', costs: reference.costs.map((cost) => cost - 3) };
    const again = (by: number) => lookedAtAgain(suspicion, [reference, other], cheaper(by, 0), 1);
    expect(again(4).fresh).toMatchObject({ reference: 'lookahead', gain: expect.closeTo(1 / 98, 12), n: 5 });
    expect([again(4), again(2)].map(isWrong)).toEqual([true, false]);
  });

  it('is looked at again where it seemed to be beaten', async () => {
    const base: RuleEntrant = { is: 'rule', name: 'queue-aware', rule: 'queue-aware', parameters: queueAware.defaults };
    const options = { kind: 'resampled', horizonMs: 1, width: 1, samples: 1, arrivals: 1 } as const;
    const entrants = [KERNEL_ENTRANT, ...referenceEntrants(base, options).slice(0, 1)];
    const suspicion = {
      ...{ scenario: 'spr-dsa/bulk-light-v1', policy: 'kernel', reference: 'greedy' },
      ...{ gain: 0.1, low: 0.1, high: 0.1, fresh: null },
    };
    const [again] = await lookAgain([suspicion], entrants, undefined, 1);
    expect(again?.fresh).toMatchObject({ n: FRESH_EPISODES, reference: 'greedy' });
    expect(again?.fresh?.high).toBeLessThan(-0.5);
    expect(await lookAgain([], entrants, undefined, 1)).toEqual([]);
  });
});
