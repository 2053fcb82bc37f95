import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FIXED_CONTENDERS, KERNEL } from '../../src/episodes/contender.js';
import { type EpisodeResult, runEpisode } from '../../src/episodes/run-episode.js';
import { compareResults } from '../../src/evaluation/comparison.js';
import { ATTRIBUTIONS, type Attribution } from '../../src/migration/vocabulary.js';
import { featureIndex } from '../../src/policy/feature-table.js';

const SEED = 2 ** 30 + 7;
const HEAVY = 'zen3-ptdma/quota-heavy-v2';
const workers = at(
  FIXED_CONTENDERS.filter(({ name }) => name === 'mtcopy-16'),
  0,
);

const channels = at(
  FIXED_CONTENDERS.filter(({ name }) => name === 'dcbm-8'),
  0,
);

async function played(attribution: Attribution): Promise<EpisodeResult> {
  return runEpisode(await openScenario(`${HEAVY}?attribution=${attribution}`), SEED, workers);
}

describe('a scenario with accounts', () => {
  it('names its own attribution, and takes another on the same traffic', async () => {
    expect((await openScenario(HEAVY)).scenario.attribution).toBe('owner');
    const arrivals = await Promise.all(
      ATTRIBUTIONS.map(
        async (attribution) => (await openScenario(`${HEAVY}?attribution=${attribution}`)).episode(SEED).arrivals,
      ),
    );
    expect(arrivals[1]).toEqual(arrivals[0]);
    expect(arrivals[2]).toEqual(arrivals[0]);
    expect((await played('caller')).accounts?.attribution).toBe('caller');
  });

  it('lets owners pay with their progress by owner, and spares them by system', async () => {
    const [owner, system] = [await played('owner'), await played('system')];
    const movers = ({ accounts }: EpisodeResult) => accounts?.byAccount.filter(({ victim }) => !victim) ?? [];
    const least = (result: EpisodeResult) => Math.min(...movers(result).map(({ progress }) => progress));
    expect(movers(owner)).toHaveLength(3);
    expect(least(owner)).toBeLessThan(least(system) - 0.05);
    const ofOwner = owner.accounts?.metrics;
    const ofSystem = system.accounts?.metrics;
    expect(ofOwner?.jainIndex).toBeLessThan(ofSystem?.jainIndex ?? 0);
    expect(ofOwner?.addedThrottledMs).toBeGreaterThan(ofSystem?.addedThrottledMs ?? Infinity);
    expect(owner.terms.fairness).toBe(0);
    expect(system.terms.fairness).toBeGreaterThan(0);
    for (const { accounts } of [owner, system]) {
      expect(accounts?.metrics.worstVictimProgress).toBeLessThanOrEqual(accounts?.metrics.victimProgress ?? 0);
      expect(accounts?.metrics.victimProgress).toBeGreaterThan(0.9);
    }
  });

  it('leaves the progress of all accounts nearly where it was if migration takes hardly any CPU', async () => {
    const spared = runEpisode(await openScenario(HEAVY), SEED, channels).accounts?.byAccount ?? [];
    expect(spared).toHaveLength(5);
    for (const { progress } of spared) expect(Math.abs(progress - 1)).toBeLessThan(0.02);
  });

  it('shows the owner a budget that falls and comes back', async () => {
    const open = await openScenario(HEAVY);
    const lane = new Lane(open, open.episode(SEED));
    const budgets: number[] = [];
    for (; !lane.done; lane.step(0)) budgets.push(at(lane.features, featureIndex('owner_budget')));
    expect(Math.min(...budgets)).toBeLessThan(100);
    expect(Math.max(...budgets)).toBeGreaterThan(800);
  });

  it('has its accounts in a comparison, and the folios that were copied again', async () => {
    const scenarios = [HEAVY, 'zen3-ptdma/faults-heavy-v2'];
    const results: EpisodeResult[] = [];
    for (const scenario of scenarios) {
      const open = await openScenario(scenario);
      for (const contender of [KERNEL, workers, channels]) results.push(runEpisode(open, SEED, contender));
    }
    const entered = [KERNEL, workers, channels].map(({ name, kind }) => ({ name, kind }));
    const plan = { scenarios, seeds: [SEED], entered, measures: ['mtcopy-16'], seed: 1 };
    const { policies } = compareResults(plan, results);
    const ofWorkers = results.find(({ contender, scenario }) => contender === 'mtcopy-16' && scenario === HEAVY);
    expect(policies[1]?.accounts).toEqual(ofWorkers?.accounts?.metrics);
    expect(policies.map(({ metrics }) => metrics.recopiedFolios > 0)).toEqual([false, false, true]);
    const plain = compareResults({ ...plan, scenarios: scenarios.slice(1) }, results);
    expect(plain.policies[1]?.accounts).toBeUndefined();
  });
});
