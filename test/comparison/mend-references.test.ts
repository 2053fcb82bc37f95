import { describe, expect, it } from 'vitest';
import { mendReferences } from '../../src/comparison/reference/mend-references.js';
import { KERNEL_ENTRANT, type RuleEntrant, referenceEntrants } from '../../src/episodes/entrant.js';
import { runTasks } from '../../src/episodes/episode-threads.js';
import { type BeatenReference, FRESH_EPISODES, isWrong, mendedBy } from '../../src/evaluation/reference-check.js';
import { costBenefit } from '../../src/heuristics/rules/cost-benefit.js';
import { threeParameter } from '../../src/heuristics/rules/three-parameter.js';

const rule = (name: string, parameters: Record<string, unknown>): RuleEntrant => ({
  ...{ is: 'rule', name, rule: name, parameters },
});
const weak = rule('three-parameter', threeParameter.defaults);
const strong = rule('cost-benefit', costBenefit.defaults);
const options = { kind: 'resampled', horizonMs: 1, width: 1, samples: 1, arrivals: 1 } as const;
const entrants = [KERNEL_ENTRANT, weak, strong, ...referenceEntrants(weak, options)];
const seeds = [1, 2];
const scenarios = ['spr-dsa/tiering-light-v1', 'spr-dsa/bulk-light-v1'];
const beatenBy = (policy: string): BeatenReference => ({
  ...{ scenario: scenarios[0] as string, reference: 'greedy', policy, gain: 0.1, low: 0.05, high: 0.2 },
  fresh: { reference: 'greedy', gain: 0.1, low: 0.05, high: 0.2, n: FRESH_EPISODES },
});

describe('a reference that is wrong', () => {
  it('runs over the policy that beats it, where that is, and nowhere else', async () => {
    const tasks = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, entrants })));
    const before = await runTasks(tasks);
    const plan = { entrants, seeds, batching: undefined, seed: 1 };
    const { results, beaten } = await mendReferences(before, [beatenBy('cost-benefit')], plan);
    const changed = results.filter((one, k) => one !== before[k]);
    expect(new Set(changed.map(({ scenario }) => scenario))).toEqual(new Set([scenarios[0]]));
    expect(changed.map(({ contender }) => contender).sort()).toEqual(
      ['greedy', 'greedy', 'lookahead-resampled', 'lookahead-resampled'].sort(),
    );
    expect(changed.some((one) => before.every(({ cost }) => cost !== one.cost))).toBe(true);
    expect(beaten[0]?.mended?.n).toBe(FRESH_EPISODES);
    // Greedy over a rule is no dearer than the rule.
    expect(beaten[0]?.mended?.low).toBeLessThan(0);
    expect(beaten.map(isWrong)).toEqual([false]);
  });

  it('stays wrong where whoever beats it can decide for nobody else', async () => {
    const wrong = beatenBy('kernel');
    const { results, beaten } = await mendReferences([], [wrong], { entrants, seeds, batching: undefined, seed: 1 });
    expect([results, beaten]).toEqual([[], [wrong]]);
    expect(beaten.map(isWrong)).toEqual([true]);
  });

  it('stays wrong where it is beaten over that policy, too', () => {
    const dear = { name: 'greedy', costs: [10, 11, 12] };
    const mended = mendedBy(beatenBy('cost-benefit'), [dear], { name: 'cost-benefit', costs: [9, 10, 11] }, 1);
    expect(isWrong(mended)).toBe(true);
  });
});
