import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSavedRules } from '../../src/comparison/saved-rules.js';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { openStore } from '../../src/store/store.js';
import { runTogether } from '../../src/tuning/together.js';
import { readTunedRules, writeTunedRules } from '../../src/tuning/tuned-rules-file.js';
import type { TunedRulesFile } from '../../src/tuning/tuned-rules-schema.js';
import { type Printed, runLine } from '../cli/recorded-context.js';
import { experimentFolder } from '../experiment/tiny-experiment.js';
import { TWO } from '../experiment/two-platforms.js';

const { tuneDecisions: _, ...bare } = TWO;
/** An experiment that reads what its tuning writes. */
const READS = { ...bare, tunedRules: 'rules.json' };
const { cwd, remove } = experimentFolder(READS);
afterAll(remove);

const FILE = join(cwd, 'rules.json');
const LINE = 'tune tiny.json --rules --decisions 3000 --platform-decisions 1600';
const run = (line: string, overrides = {}) => runLine(line, { cwd, ...overrides });

let printed: Printed;
let contents: TunedRulesFile;
beforeAll(async () => {
  printed = await run(`${LINE} --json`);
  contents = readTunedRules(FILE);
});

describe('tuning every rule', () => {
  it('gives each rule one setting, one for each platform and one for each scenario', () => {
    expect(printed.exitCode, printed.stderr).toBe(0);
    expect(Object.keys(contents.rules)).toEqual(TWO.rules);
    for (const { byPlatform, byScenario } of Object.values(contents.rules)) {
      expect(Object.keys(byPlatform)).toEqual(['zen3-ptdma', 'gh200']);
      expect(Object.keys(byScenario)).toEqual(TWO.scenarios);
    }
    expect(contents).toMatchObject({ experiment: 'two', seed: 1, budget: { oneSetting: 3000, platform: 1600 } });
    expect(printed.stderr).toMatch(/tuning the rules: \d+ of \d+ \(\d+ %\), \d+ s to go/);
  });

  it('spends on each search what that may spend, and says what it spent', () => {
    const { decisions, searches, remembered } = JSON.parse(printed.stdout);
    const found = Object.values(contents.rules).flatMap(({ oneSetting, byPlatform, byScenario }) => {
      expect(oneSetting.decisions).toBeLessThanOrEqual(3000);
      for (const one of Object.values(byPlatform)) expect(one.decisions).toBeLessThanOrEqual(1600);
      expect(byScenario['zen3-ptdma/gpu-light-v2']?.decisions).toBeLessThanOrEqual(800);
      expect(byScenario['gh200/hot-unplug-light-v1']?.decisions).toBeLessThanOrEqual(1600);
      return [oneSetting, ...Object.values(byPlatform), ...Object.values(byScenario)];
    });
    for (const one of found) expect(one.settings).toBeGreaterThan(1);
    expect(found.reduce((sum, one) => sum + one.decisions, 0)).toBe(decisions);
    expect(searches).toHaveLength(found.length);
    for (const { gain, gainAsGiven } of searches) expect(gain).toBeGreaterThan(gainAsGiven - 0.05);
    expect(remembered).toBe(0);
  });

  it("tunes a platform's setting on its own scenarios, and records every episode", () => {
    const { runId, decisions } = JSON.parse(printed.stdout);
    const store = openStore(join(cwd, 'data', 'foliotune.db'));
    const trials = store.tuningTrials.ofRun(runId);
    expect(store.runs.get(runId)).toMatchObject({ kind: 'tune', status: 'finished', decisions });
    store.close();
    const own = trials.filter(({ rule }) => rule === 'three-parameter on zen3-ptdma');
    const names = new Set(own.map(({ scenarioSet }) => scenarioSet.split('#')[0]));
    expect(names).toEqual(new Set(TWO.scenarios.slice(0, 2)));
    expect(trials.reduce((sum, trial) => sum + trial.decisions, 0)).toBe(decisions);
  });

  it('finds what tuning a rule alone finds', async () => {
    const alone = await run('tune tiny.json --rule size-threshold --decisions 3000 --json');
    const { best, settings, decisions } = JSON.parse(alone.stdout);
    expect(contents.rules['size-threshold']?.oneSetting).toEqual({
      ...{ parameters: best.parameters, settings, decisions },
    });
  });

  it('stopped, it goes on to the same file by the command that the file names, and measures nothing twice', async () => {
    const database = '--db parts.db';
    let looks = 60;
    const stopped = await run(`${LINE} ${database}`, { isInterrupted: () => looks-- <= 0 });
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stderr).toContain('stopped before all episodes were run');
    const before = readFileSync(FILE, 'utf8');
    writeFileSync(FILE, '');
    expect(contents.command).toBe(`foliotune ${LINE} --seed 1`);
    const again = await run(`${contents.command.replace('foliotune ', '')} ${database} --json`);
    expect(JSON.parse(again.stdout).remembered).toBeGreaterThan(0);
    expect(readFileSync(FILE, 'utf8')).toBe(before);
    const store = openStore(join(cwd, 'parts.db'));
    const trials = store.tuningTrials.ofRun(JSON.parse(again.stdout).runId);
    expect(store.runs.list({ kind: 'tune' })).toHaveLength(1);
    store.close();
    const keys = trials.map(({ rule, scenarioSet, parameters }) => rule + scenarioSet + JSON.stringify(parameters));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says in words what it found and where that goes', async () => {
    const { stdout } = await run(LINE);
    expect(stdout).toMatch(/^2 rules of two: 12 searches, \d+ simulated decisions, \d+ episodes of them run before/);
    expect(stdout).toMatch(/^three-parameter +zen3-ptdma +\d+ +\d+ +-?\d\.\d\d +-?\d\.\d\d$/m);
    expect(stdout).toContain('"tunedRules": "rules.json"');
  });

  it.each([
    [`${LINE} --rule load-aware`, /^error: --rule: does not go with --rules\n/],
    [`${LINE} --trials 3`, /^error: --trials: does not go with --rules\n/],
    [`${LINE} --out rules.txt`, /^error: --out: must end in \.json, got "rules\.txt"/],
    ['tune tiny.json --rules --decisions 0', /^error: --decisions: must be an integer from 1 on, got "0"\n/],
    ['tune quickstart --rules --decisions 9', /^error: --out: quickstart does not say where its tuned rules are/],
    [
      'tune tiny.json --decisions 9 --rule size-threshold --out a.json',
      /^error: --out: goes with --rules or --batching\n/,
    ],
    [`${LINE} --batching`, /^error: --batching: does not go with --rules\n/],
    [`${LINE} --choices mainline`, /^error: --choices: does not go with --rules\n/],
    [
      'tune tiny.json --decisions 9 --batching --platform-decisions 9',
      /^error: --platform-decisions: does not go with --batching\n/,
    ],
    ['tune tiny.json --decisions 9 --platform-decisions 9', /^error: --platform-decisions: goes with --rules\n/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr, stdout } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });
});

describe('jobs that run together', () => {
  it('all end before the failure of the first is told', async () => {
    const ended: string[] = [];
    const late = async ({ shouldStop }: { shouldStop?(): boolean }): Promise<void> => {
      while (!shouldStop?.()) await new Promise((resolve) => setTimeout(resolve, 1));
      ended.push('late');
      throw new Error('told to stop');
    };
    const failing = async (): Promise<void> => Promise.reject(new Error('broken'));
    await expect(runTogether([late, failing], {})).rejects.toThrow('broken');
    expect(ended).toEqual(['late']);
  });
});

describe('a file of tuned rules', () => {
  it('comes back as it was written, a line for each setting', () => {
    const copy = join(cwd, 'copy.json');
    writeTunedRules(copy, contents);
    expect(readTunedRules(copy)).toEqual(contents);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(FILE, 'utf8'));
    const lines = readFileSync(copy, 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('"parameters": {')).length).toBe(2);
    expect(lines.filter((line) => line.includes('"parameters":{')).length).toBe(2 * (2 + 3));
  });

  const changed = (change: (copy: TunedRulesFile) => void): string => {
    const copy = structuredClone(contents);
    change(copy);
    const file = join(cwd, 'changed.json');
    writeFileSync(file, JSON.stringify(copy));
    return complaint({ tunedRules: 'changed.json' });
  };
  const complaint = (changes: object): string => {
    try {
      readSavedRules(parseExperiment({ ...READS, ...changes }, 'tiny.json'), cwd);
    } catch (error) {
      return (error as { line: string }).line.replaceAll(`${cwd}/`, '');
    }
    return 'none';
  };
  /** Renames a key of an object. */
  const rename = (object: Record<string, unknown>, from: string, to: string): void => {
    object[to] = object[from];
    delete object[from];
  };
  const ruleOf = ({ rules }: TunedRulesFile) => rules['three-parameter'] as TunedRulesFile['rules'][string];

  it('is taken as it is, and says how it was made', () => {
    expect(complaint({})).toBe('none');
    const saved = readSavedRules(parseExperiment(READS, 'tiny.json'), cwd);
    expect(saved?.origin).toMatchObject({ file: 'rules.json', command: `foliotune ${LINE} --seed 1` });
    expect(saved?.tuned.map(({ oneSetting }) => oneSetting)).toEqual(
      Object.values(contents.rules).map(({ oneSetting }) => oneSetting.parameters),
    );
    expect(readSavedRules(parseExperiment(TWO, 'tiny.json'), cwd)).toBeUndefined();
  });

  it('that is missing is refused with the command that makes it', () => {
    const hint = 'make it first: foliotune tune two --rules --decisions N';
    expect(complaint({ tunedRules: 'none.json' })).toBe(`none.json: cannot read the tuned rules (${hint})`);
  });

  it('for another experiment is refused', () => {
    const again = 'tune again: foliotune tune two --rules --decisions N';
    expect(changed(({ rules }) => rename(rules, 'three-parameter', 'three-parameters'))).toBe(
      'changed.json: rules: two has no rule "three-parameters" (did you mean "three-parameter"?)',
    );
    expect(complaint({ rules: [...TWO.rules, 'load-aware'] })).toBe(
      `rules.json: rules: lacks rule "load-aware" (${again})`,
    );
    expect(changed((copy) => rename(ruleOf(copy).byPlatform, 'gh200', 'gh20'))).toBe(
      'changed.json: rules.three-parameter.byPlatform: two has no platform "gh20" (did you mean "gh200"?)',
    );
    expect(changed((copy) => delete ruleOf(copy).byPlatform.gh200)).toBe(
      `changed.json: rules.three-parameter.byPlatform: lacks platform "gh200" (${again})`,
    );
    expect(complaint({ scenarios: TWO.scenarios.slice(1) })).toBe(
      'rules.json: rules.three-parameter.byScenario: two has no scenario "zen3-ptdma/hot-unplug-light-v2" ' +
        '(did you mean "zen3-ptdma/gpu-light-v2"?)',
    );
    expect(complaint({ scenarios: [...TWO.scenarios, 'gh200/gpu-light-v1'] })).toBe(
      `rules.json: rules.three-parameter.byScenario: lacks scenario "gh200/gpu-light-v1" (${again})`,
    );
  });

  it('with a setting that does not fit its rule is refused', () => {
    const where = 'changed.json: rules.three-parameter.byPlatform.gh200.parameters';
    const parametersOf = (copy: TunedRulesFile) => ruleOf(copy).byPlatform.gh200?.parameters ?? {};
    expect(changed((copy) => rename(parametersOf(copy), 'channels', 'channel'))).toBe(
      `${where}: unknown key "channel" (did you mean "channels"?)`,
    );
    expect(
      changed((copy) => {
        parametersOf(copy).workers = 0;
      }),
    ).toMatch(/parameters\.workers: Too small: expected number to be >=1, got 0$/);
    expect(changed((copy) => rename(copy, 'seed', 'sed'))).toBe(
      'changed.json: unknown key "sed" (did you mean "seed"?)',
    );
  });

  it('leaves nothing to tune with a budget', () => {
    expect(complaint({ tuneDecisions: 600 })).toBe(
      'tiny.json: tuneDecisions: has no effect beside "tunedRules": nothing is tuned, got 600 (leave one of them out)',
    );
  });
});
