import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWatched } from '../../src/cli/watched/compare.js';
import { readGroups } from '../../src/comparison/learned-group.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { contenderOf } from '../../src/episodes/contender-of.js';
import type { RuleEntrant } from '../../src/episodes/entrant.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import type { Verdict } from '../../src/evaluation/verdict.js';
import { readExperiment } from '../../src/experiment/experiment-file.js';
import { comparisonJson } from '../../src/report/comparison/comparison-json.js';
import { comparisonText } from '../../src/report/comparison/comparison-text.js';
import { openStore } from '../../src/store/store.js';
import { writeTunedRules } from '../../src/tuning/tuned-rules-file.js';
import type { FoundSetting } from '../../src/tuning/tuned-rules-schema.js';
import { recordedContext, runLine } from '../cli/recorded-context.js';
import { experimentFolder } from '../experiment/tiny-experiment.js';
import { TWO, writePolicies } from '../experiment/two-platforms.js';

const { cwd, remove } = experimentFolder(TWO);
afterAll(remove);
writePolicies(cwd);
const DATABASE = join(cwd, 'foliotune.db');

type Setting = FoundSetting['parameters'];
interface Part {
  readonly part: string;
  readonly verdicts: readonly Verdict[];
}
interface Compared {
  readonly runId: number;
  readonly policies: readonly { name: string; kind: string; score: { iqm: number; mean: number } }[];
  readonly verdict: Verdict;
  readonly parts: readonly Part[];
  readonly perPlatform: { verdict: Verdict; parts: readonly Part[]; generalisation: readonly Part[] } | null;
  readonly ownOverOne: { verdict: Verdict; parts: readonly Part[]; generalisation: readonly Part[] } | null;
  readonly overFirstTried: { verdict: Verdict; parts: readonly Part[] } | null;
  readonly generalisation: { policies: readonly { name: string }[] };
  readonly tuning: readonly {
    readonly rule: string;
    readonly oneSetting: Setting;
    readonly byPlatform: Record<string, Setting>;
    readonly byScenario: Record<string, Setting>;
  }[];
  readonly tunedRules: object | null;
  readonly spent: readonly { name: string; decisions: number }[];
  readonly notes: readonly string[];
}

/** What `compare` prints, both for a program and for a reader. */
async function compared(file: string): Promise<{ json: Compared; text: string }> {
  const experiment = readExperiment(file, cwd);
  const store = openStore(DATABASE);
  try {
    const report = await compareWatched(recordedContext({ cwd }), store, experiment, readGroups(experiment, cwd));
    const json = JSON.parse(JSON.stringify(comparisonJson(report)));
    return { json, text: comparisonText(report, Number.POSITIVE_INFINITY) };
  } finally {
    store.close();
  }
}

/** The settings that a comparison tuned, as a file; each search with a number of decisions of its own. */
function save({ tuning }: Compared): void {
  const found = (parameters: Setting, decisions: number): FoundSetting => ({ parameters, settings: 3, decisions });
  const all = (settings: Record<string, Setting>, decisions: number) =>
    Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, found(one, decisions)]));
  writeTunedRules(join(cwd, 'rules.json'), {
    ...{ format: 'foliotune-rules-1', experiment: 'two', command: 'foliotune tune two --rules', seed: 1 },
    budget: { oneSetting: 5000, platform: 700 },
    platform: { name: 'elsewhere', hash: '0123456789abcdef' },
    rules: Object.fromEntries(
      tuning.map(({ rule, oneSetting, byPlatform, byScenario }) => [
        rule,
        { oneSetting: found(oneSetting, 5000), byPlatform: all(byPlatform, 700), byScenario: all(byScenario, 60) },
      ]),
    ),
    provenance: {},
  });
}

let tunedNow: Compared;
let read: Compared;
let shown: string;
beforeAll(async () => {
  tunedNow = (await compared('tiny.json')).json;
  save(tunedNow);
  const { tuneDecisions: _, ...bare } = TWO;
  writeFileSync(join(cwd, 'read.json'), JSON.stringify({ ...bare, tunedRules: 'rules.json' }));
  const [scenario] = TWO.scenarios;
  const one = { ...TWO, scenarios: [scenario], generalisation: [], rules: ['size-threshold'], tuneDecisions: 10 };
  writeFileSync(join(cwd, 'one.json'), JSON.stringify(one));
  ({ json: read, text: shown } = await compared('read.json'));
});

describe('a rule with a setting for each platform', () => {
  it('has that of the platform where there is one, and the one setting elsewhere', async () => {
    const never = { leastKiB: 2 ** 30, idleCpus: 8, freeChannels: 4, workers: 4, channels: 16 };
    const always = { ...never, leastKiB: 0 };
    const rule: RuleEntrant = { is: 'rule', name: 'rule', rule: 'three-parameter', parameters: always };
    const own: RuleEntrant = { ...rule, byPlatform: { gh200: never, 'zen3-ptdma': always } };
    const cost = async (scenario: string, entrant: RuleEntrant) =>
      runEpisode(await openScenario(scenario), 3, contenderOf(entrant)).cost;
    for (const scenario of ['gh200/hot-unplug-light-v1', 'gh200/hot-unplug-light-v1?shake=1']) {
      expect(await cost(scenario, own)).toBe(await cost(scenario, { ...rule, parameters: never }));
      expect(await cost(scenario, own)).not.toBe(await cost(scenario, rule));
    }
    const unknown = 'turin-sdxi/hot-unplug-light-v1';
    expect(await cost(unknown, own)).toBe(await cost(unknown, rule));
  });

  it('meets the others wherever there are several platforms', () => {
    for (const { policies } of [tunedNow, read, read.generalisation]) {
      const names = policies.map(({ name }) => name).filter((name) => name.startsWith('three-parameter'));
      expect(names).toEqual(
        ['', '/tuned', '/tuned-per-platform', '/tuned-per-scenario'].map((end) => `three-parameter${end}`),
      );
    }
    for (const { byPlatform } of tunedNow.tuning) expect(Object.keys(byPlatform)).toEqual(['zen3-ptdma', 'gh200']);
  });
});

describe('a comparison for a program', () => {
  it('has the keys that others may rely on', () => {
    expect(Object.keys(read)).toEqual(
      expect.arrayContaining([
        ...['scenarios', 'seeds', 'policies', 'runId', 'experiment', 'verdict', 'parts', 'perPlatform', 'ownOverOne'],
        ...['overFirstTried', 'bestPerScenarioRule', 'rooflines', 'tunedRules', 'spent', 'quantisation', 'references'],
        ...['batching', 'trust', 'notes', 'scales', 'beaten', 'generalisation', 'tuning'],
      ]),
    );
    expect(Object.keys(read.policies[0] ?? {})).toEqual(
      expect.arrayContaining(['name', 'kind', 'score', 'worst', 'harms', 'members', 'costs', 'metrics', 'byScenario']),
    );
    expect(Object.keys(read.generalisation)).toEqual(
      expect.arrayContaining(['scenarios', 'seeds', 'scales', 'policies', 'beaten', 'parts']),
    );
  });
});

describe('settings that are read', () => {
  it('give what they give where they were tuned', () => {
    expect(read.policies).toEqual(tunedNow.policies);
    expect(read.verdict).toEqual(tunedNow.verdict);
    expect(read.perPlatform).toEqual(tunedNow.perPlatform);
  });

  it('are said to be read, with the decisions that they had taken', () => {
    expect(tunedNow.tunedRules).toBeNull();
    expect(read.tunedRules).toMatchObject({ file: 'rules.json', command: 'foliotune tune two --rules', seed: 1 });
    expect(read.spent).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'size-threshold/tuned', decisions: 5000 }),
        expect.objectContaining({ name: 'size-threshold/tuned-per-platform', decisions: 2 * 700 }),
        expect.objectContaining({ name: 'size-threshold/tuned-per-scenario', decisions: 3 * 60 }),
      ]),
    );
    expect(read.notes).toEqual([
      ...policyNotes(tunedNow),
      expect.stringMatching(/rules\.json were tuned on elsewhere/),
    ]);
    expect(tunedNow.notes).toContainEqual(expect.stringMatching(/one search for everything tried; `tune two --rules`/));
  });

  it('leave no trials in the store, but where they are from', () => {
    const store = openStore(DATABASE);
    const [now, then] = [store.runs.get(tunedNow.runId), store.runs.get(read.runId)];
    expect(then.note).toMatch(/^rules read from rules\.json \([0-9a-f]{16}\)$/);
    expect(now.note).toBe('');
    expect(store.tuningTrials.ofRun(read.runId)).toEqual([]);
    const tuning = store.tuningTrials.ofRun(tunedNow.runId).reduce((sum, trial) => sum + trial.decisions, 0);
    expect(now.decisions - then.decisions).toBe(tuning);
    store.close();
  });
});

/** What is said of the policies alone. */
function policyNotes({ notes }: Compared): string[] {
  return notes.filter((note) => note.includes('was trained on'));
}

describe('the verdict on one policy for each platform', () => {
  it('holds it against whoever is best with a setting for each, and leaves the other to policies for all', () => {
    const { perPlatform, parts, policies } = read;
    const scoreOf = (name: string): number => policies.find((one) => one.name === name)?.score.iqm ?? Number.NaN;
    const unset = policies.filter(({ kind }) => kind === 'kernel' || kind === 'fixed').map(({ name }) => name);
    const names = [...unset, ...TWO.rules.map((rule) => `${rule}/tuned-per-platform`)];
    const best = names.reduce((a, b) => (scoreOf(a) >= scoreOf(b) ? a : b));
    expect(perPlatform?.verdict).toMatchObject({ policy: 'own', rule: best });
    const meanOf = (name?: string): number => policies.find((one) => one.name === name)?.score.mean ?? Number.NaN;
    const inMean = perPlatform?.verdict.mean;
    expect(inMean?.gain).toBeCloseTo(meanOf('own') - meanOf(inMean?.rule), 9);
    expect(meanOf(inMean?.rule)).toBe(Math.max(...names.map(meanOf)));
    expect(perPlatform?.verdict.text).toContain('the best of rules with a setting for each platform');
    expect(perPlatform?.parts.map(({ part }) => part)).toEqual(['suite', 'unplug']);
    expect(perPlatform?.generalisation.map(({ part }) => part)).toEqual(['generalisation', 'unplug']);
    for (const { verdicts } of [...(perPlatform?.parts ?? []), ...(perPlatform?.generalisation ?? [])]) {
      expect(verdicts.map(({ policy, rule }) => [policy, rule])).toEqual([['own', best]]);
      expect(verdicts[0]?.low).toBeLessThanOrEqual(verdicts[0]?.gain ?? Number.NaN);
      expect(verdicts[0]?.probabilityOfImprovement).not.toBeNull();
    }
    for (const { verdicts } of parts) {
      expect(verdicts.map(({ policy }) => policy)).toEqual(['both']);
      for (const { rule } of verdicts) expect(rule).not.toContain('per-platform');
    }
  });

  it('is there over one setting for all platforms too, beside the verdict', () => {
    const { ownOverOne, verdict } = read;
    expect(ownOverOne?.verdict).toMatchObject({ policy: 'own', rule: verdict.rule });
    expect(ownOverOne?.parts.map(({ part }) => part)).toEqual(['suite', 'unplug']);
    expect(ownOverOne?.generalisation).toEqual([]);
    expect(shown).toContain(
      `Verdict, a policy for each platform, one setting for all of them: ${ownOverOne?.verdict.text}`,
    );
  });

  it('stands beside what every policy gains over the rule one tries first', () => {
    const { overFirstTried, policies } = read;
    const meanOf = (name: string | null): number => policies.find((one) => one.name === name)?.score.mean ?? Number.NaN;
    const verdicts = overFirstTried?.parts[0]?.verdicts ?? [];
    expect(verdicts.map(({ policy, rule }) => [policy, rule])).toEqual([
      ['own', 'three-parameter/tuned'],
      ['both', 'three-parameter/tuned'],
    ]);
    for (const { policy, mean } of verdicts) {
      expect(mean?.gain).toBeCloseTo(meanOf(policy) - meanOf('three-parameter/tuned'), 9);
    }
    expect(shown).toContain(`Verdict, over the rule one tries first: ${overFirstTried?.verdict.text}`);
  });

  it('is shown in words', () => {
    expect(shown).toContain(`Verdict: ${read.verdict.text}`);
    expect(shown).toContain(`Verdict, a policy and a setting for each platform: ${read.perPlatform?.verdict.text}`);
    expect(shown).toContain(
      "size-threshold/tuned 5000 (3 settings, the author's own kept), size-threshold/tuned-per-platform 1400",
    );
    expect(shown).toMatch(/Settings of the rules: rules\.json \([0-9a-f]{16}\), made by "foliotune tune two --rules"/);
  });

  it('is none where the experiment has one platform', async () => {
    const { stdout, exitCode } = await runLine('compare one.json --json', { cwd });
    expect(exitCode).toBe(0);
    const { perPlatform, policies } = JSON.parse(stdout);
    expect(perPlatform).toBeNull();
    expect(JSON.stringify(policies)).not.toContain('per-platform');
  });
});
