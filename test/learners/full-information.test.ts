import { describe, expect, it } from 'vitest';
import { at, FoliotuneError } from '../../src/core/errors.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { type Contender, KERNEL, policyContender, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { tuningSeeds } from '../../src/episodes/seeds.js';
import { costPerMiB } from '../../src/evaluation/score.js';
import { fullInformation } from '../../src/learners/full-information.js';
import type { LabelledState } from '../../src/learners/tree/labelled-state.js';
import { portfolioOf } from '../../src/learners/tree/portfolio.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { COPY_TIME_READS } from '../../src/policy/copy-time.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';
import type { TreeModel } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/policy-schema.js';
import { createContextualBandit } from '../environments/contextual-bandit.js';
import { policyOf } from '../policy/sample-policies.js';

const scenarios = await openScenarios(['zen3-ptdma/bulk-light-v2', 'zen3-ptdma/replay-tier-thp-v2']);
const FEATURE_NAMES = ['folio_order', 'nr_folios', 'reason', 'dst_idle_cpus', 'dma_free'];

type FeatureNames = NonNullable<(typeof fullInformation.defaults)['splits']>;

/** Splits and rankings of a tree. */
const partsOf = ({ nodes }: TreeModel) => ({
  features: nodes.flatMap((node) => ('feature' in node ? [at(FEATURES, node.feature).name] : [])),
  actions: nodes.flatMap((node) => ('ranking' in node ? node.ranking.map((action) => at(ACTIONS, action).name) : [])),
});

describe('full-information', () => {
  it('reaches three quarters of what greedy gains on a fresh episode, for 16 000 simulated decisions', async () => {
    const open = at(scenarios, 1);
    const env = createMigrationEnvironment([open], { lanes: 4, features: FEATURE_NAMES });
    const model = await fullInformation.train(env, { ...fullInformation.defaults, rounds: 3 }, 1, 16_000);
    const policy = createFloatPolicy({ name: 'learned', features: FEATURE_NAMES, model });
    const seed = at(tuningSeeds(9, 1), 0);
    const cost = (contender: Contender): number => costPerMiB(runEpisode(open, seed, contender));
    const kernel = cost(KERNEL);
    const greedy = cost(at(references(policy), 0));
    const learned = cost(policyContender('learned', policy));
    expect(greedy).toBeLessThan(0.8 * kernel);
    expect((kernel - learned) / (kernel - greedy)).toBeGreaterThan(0.75);
  });

  it('splits on the features it is given, takes the actions it is given, and is no larger than asked for', async () => {
    const actions = ['decline', 'dcbm-1', 'dcbm-8', 'mtcopy-4-pull-nontemporal-spread'];
    const env = createMigrationEnvironment(scenarios, { lanes: 4, features: ['folio_order', 'nr_folios'], actions });
    const options = { ...fullInformation.defaults, leaves: 4, rounds: 2 };
    const model = await fullInformation.train(env, options, 1, 6000);
    const { features, actions: taken } = partsOf(model);
    expect(features.length).toBeGreaterThan(0);
    expect(features.length).toBeLessThan(4);
    for (const name of features) expect(['folio_order', 'nr_folios']).toContain(name);
    for (const name of taken) expect(actions).toContain(name);
  });

  it('splits on none but those of its features that it is told to, though it sees the others', async () => {
    const seen = { lanes: 4, features: FEATURE_NAMES };
    const trained = async (splits: FeatureNames): Promise<TreeModel> => {
      const env = createMigrationEnvironment(scenarios, seen);
      return fullInformation.train(env, { ...fullInformation.defaults, rounds: 1, judging: 0, splits }, 1, 3000);
    };
    expect(new Set(partsOf(await trained(['nr_folios', 'batch_kib'])).features)).toEqual(new Set(['nr_folios']));
    // What it is told to, but does not see, it cannot.
    expect(partsOf(await trained(['batch_kib'])).features).toEqual([]);
  });

  it('chooses prices where it sees what they are computed from', async () => {
    const features = [...COPY_TIME_READS, 'reason'];
    const env = createMigrationEnvironment(scenarios, { lanes: 4, features });
    const model = await fullInformation.train(env, { ...fullInformation.defaults, rounds: 2, judging: 0 }, 1, 6000);
    expect(model.prices?.length).toBeGreaterThan(0);
    // What it was trained to read is all that a policy with these prices reads.
    expect(parsePolicy(policyOf(model, { features }), 'learned')).toMatchObject({ model: { kind: 'tree' } });
  });

  it('counts what it does on copies, and says so in its reports', async () => {
    const env = createMigrationEnvironment(scenarios, { lanes: 4, features: FEATURE_NAMES });
    const reports: { decisions: number; trials: number; states: number }[] = [];
    await fullInformation.train(env, { ...fullInformation.defaults, rounds: 3 }, 1, 9000, {
      onProgress: ({ decisions, metrics }) =>
        reports.push({ decisions, trials: metrics.trialDecisions ?? 0, states: metrics.labelledStates ?? 0 }),
    });
    expect(reports).toHaveLength(3);
    for (const { decisions, trials, states } of reports) {
      expect(trials).toBeGreaterThan(states);
      expect(decisions).toBeGreaterThan(trials);
    }
    expect(at(reports, 2).decisions).toBeGreaterThanOrEqual(0.75 * 9000);
  });

  it('refuses an environment whose state cannot be copied', async () => {
    const env = createContextualBandit({ lanes: 2, good: [0, 1], actions: 2, delay: 0 });
    await expect(fullInformation.train(env, fullInformation.defaults, 1, 100)).rejects.toThrow(FoliotuneError);
  });
});

describe('portfolio', () => {
  const stateOf = (costs: Readonly<Record<string, number>>): LabelledState => {
    const all = new Float64Array(ACTIONS.length).fill(Number.NaN);
    for (const [name, cost] of Object.entries(costs)) all[actionIndex(name)] = cost;
    return { features: new Int32Array(FEATURES.length), costs: all };
  };
  const namesOf = (portfolio: Uint8Array): string[] =>
    ACTIONS.filter((_, action) => portfolio[action] === 1).map(({ name }) => name);
  /** dcbm-1 is good everywhere, but dcbm-8 and dcbm-16 together are better; dcbm-4 adds nothing to dcbm-8. */
  const states = [
    stateOf({ decline: 9, 'dcbm-1': 3, 'dcbm-4': 2, 'dcbm-8': 1, 'dcbm-16': 8 }),
    stateOf({ decline: 9, 'dcbm-1': 3, 'dcbm-4': 8, 'dcbm-8': 8, 'dcbm-16': 1 }),
    stateOf({ decline: 5 }),
  ];

  it('always holds what is possible everywhere, then what lowers the cost most beside the others', () => {
    expect(namesOf(portfolioOf(states, 1, 0, ACTIONS.length))).toEqual(['decline']);
    expect(namesOf(portfolioOf(states, 2, 0, ACTIONS.length))).toEqual(['decline', 'dcbm-1']);
    expect(namesOf(portfolioOf(states, 4, 0, ACTIONS.length))).toEqual(['decline', 'dcbm-1', 'dcbm-8', 'dcbm-16']);
  });

  it('stays smaller where no further action helps', () => {
    expect(namesOf(portfolioOf(states, 10, 0, ACTIONS.length))).toEqual(['decline', 'dcbm-1', 'dcbm-8', 'dcbm-16']);
  });

  it('takes nothing outside the choices it is given', () => {
    const [from, to] = [actionIndex('dcbm-4'), actionIndex('dcbm-16')];
    expect(namesOf(portfolioOf(states, 10, from, to))).toEqual(['decline', 'dcbm-8']);
  });
});
