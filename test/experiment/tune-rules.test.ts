import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { tuneRules } from '../../src/experiment/tune-rules.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';

const plan = {
  rules: ['three-parameter', 'size-threshold'],
  scenarios: ['zen3-ptdma/bulk-light-v1', 'zen3-ptdma/replay-tier-thp-v1'],
  budget: 6000,
  seed: 3,
};

describe('tuning', async () => {
  const tuned = await tuneRules(plan);

  it('spends as many decisions as it may, and no more', () => {
    for (const { decisions, trials } of tuned) {
      expect(decisions).toBeLessThanOrEqual(plan.budget);
      expect(decisions).toBeGreaterThan(0.8 * plan.budget);
      expect(trials.reduce((sum, trial) => sum + trial.decisions, 0)).toBe(decisions);
    }
  });

  it('tries the defaults first, different settings after them, and takes the best of each kind', () => {
    for (const { rule, trials, oneSetting, byScenario, settings } of tuned) {
      const of = (set: string) => trials.filter(({ scenarioSet }) => scenarioSet === set);
      for (const set of ['all', ...plan.scenarios]) {
        expect(of(set)).toHaveLength(settings);
        expect(of(set)[0]?.parameters).toEqual(HEURISTICS.get(rule).defaults);
        expect(new Set(of(set).map(({ parameters }) => JSON.stringify(parameters))).size).toBe(settings);
        const least = Math.min(...of(set).map(({ cost }) => cost));
        const chosen = set === 'all' ? oneSetting : byScenario[set];
        expect(of(set).find(({ parameters }) => parameters === chosen)?.cost).toBe(least);
      }
    }
  });

  it('judges one setting by the mean over scenarios of its cost relative to the kernel', () => {
    for (const { trials, settings } of tuned) {
      // all = (c₁ ÷ k₁ + c₂ ÷ k₂) ÷ 2 with the kernel's k the same for every setting: three settings give k.
      expect(settings).toBeGreaterThan(2);
      const rows = Array.from({ length: settings }, (_, index) => trials.slice(3 * index, 3 * index + 3));
      const [a, b, c] = [at(rows, 0), at(rows, 1), at(rows, 2)].map((row) => row.map(({ cost }) => cost)) as [
        [number, number, number],
        [number, number, number],
        [number, number, number],
      ];
      const determinant = a[0] * b[1] - a[1] * b[0];
      const x = (a[2] * b[1] - a[1] * b[2]) / determinant;
      const y = (a[0] * b[2] - a[2] * b[0]) / determinant;
      expect(c[0] * x + c[1] * y).toBeCloseTo(c[2], 6);
    }
  });

  it('gives the same from the same seed, other settings from another', async () => {
    const small = { ...plan, rules: ['three-parameter'], budget: 3000 };
    const once = await tuneRules(small);
    expect(await tuneRules(small)).toEqual(once);
    const other = await tuneRules({ ...small, seed: 4 });
    expect(other[0]?.trials.map(({ parameters }) => parameters)).not.toEqual(
      once[0]?.trials.map(({ parameters }) => parameters),
    );
  });

  it('with less budget than one trial takes the defaults and nothing else', async () => {
    const [only] = await tuneRules({ ...plan, rules: ['load-aware'], budget: 10 });
    expect(only).toMatchObject({ settings: 1, oneSetting: HEURISTICS.get('load-aware').defaults });
  });

  it('ends when it is told to stop', async () => {
    await expect(tuneRules(plan, { shouldStop: () => true })).rejects.toThrow(/stopped/);
  });
});
