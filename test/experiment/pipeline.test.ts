import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { type Printed, runLine } from '../cli/recorded-context.js';
import { experimentFolder, TINY } from './tiny-experiment.js';

const { cwd, remove } = experimentFolder();
afterAll(remove);

const run = (line: string, overrides = {}) => runLine(line, { cwd, ...overrides });
/** Of the 1200 decisions allowed: 8 rounds of 37 steps in 4 lanes. */
const SPENT = 1184;
const policyFile = join(cwd, 'models', 'tiny.json');
const readStore = () => openStore(join(cwd, 'data', 'foliotune.db'));

let trained: Printed;
let compared: Printed;
beforeAll(async () => {
  trained = await run('train tiny.json');
  compared = await run('compare tiny.json --json');
});

describe('train', () => {
  it('shows progress on stderr, writes the policy and says where', () => {
    expect(trained.exitCode).toBe(0);
    expect(trained.stderr).toMatch(/bandit: \d+ of 1200 decisions, \d+\/s, mean cost [\d.]+ core-us\/MiB, \d+ s to go/);
    expect(trained.stdout).toContain(`bandit: trained (${SPENT} decisions, seed 1`);
    expect(trained.stdout).toContain(policyFile);
    const policy = JSON.parse(readFileSync(policyFile, 'utf8'));
    expect(policy).toMatchObject({
      name: 'tiny',
      learner: 'bandit',
      platform: { name: 'zen3-ptdma' },
      features: TINY.features,
      training: { experiment: 'tiny', seed: 1, decisions: SPENT, lanes: 4, scenarios: TINY.scenarios },
    });
    expect(Object.keys(policy.provenance)).toEqual(expect.arrayContaining(['foliotune', 'node', 'backend']));
  });

  it('records the run with its curve and its policy', () => {
    const store = readStore();
    const [first] = [...store.runs.list({ kind: 'train' })].reverse();
    expect(first).toMatchObject({ experiment: 'tiny', seed: 1, status: 'finished', decisions: SPENT });
    expect(first?.config).toMatchObject({ scenarios: TINY.scenarios, learners: [{ name: 'bandit', decisions: 1200 }] });
    const curve = store.curves.ofRun(first?.id ?? 0).filter(({ metric }) => metric === 'meanCost');
    expect(curve.at(-1)?.step).toBe(SPENT);
    expect(store.policies.ofRun(first?.id ?? 0)).toMatchObject([{ name: 'bandit:tiny', file: policyFile }]);
    store.close();
  });

  it('gives the same file from the same seed, another from another', async () => {
    const bytes = async (line: string, file: string): Promise<string> => {
      expect((await run(`${line} --out ${file}`)).exitCode).toBe(0);
      return readFileSync(join(cwd, file), 'utf8').replace(file.replace('.json', ''), 'tiny');
    };
    expect(await bytes('train tiny.json', 'again.json')).toBe(readFileSync(policyFile, 'utf8'));
    const other = JSON.parse(await bytes('train tiny.json --seed 2 --decisions 640', 'other.json'));
    expect(other.training).toMatchObject({ seed: 2, decisions: 640 });
    expect(other.model).not.toEqual(JSON.parse(readFileSync(policyFile, 'utf8')).model);
  });

  it('stopped by Ctrl-C saves what it has learned and ends well', async () => {
    let asked = 0;
    const isInterrupted = () => ++asked > 3;
    const printed = await run('train tiny.json --out stopped.json --json', { isInterrupted });
    expect(printed.exitCode).toBe(0);
    const [policy] = JSON.parse(printed.stdout).policies;
    expect(policy).toMatchObject({ status: 'stopped', stopped: true });
    expect(policy.decisions).toBeLessThan(SPENT);
    expect(policy.decisions).toBeGreaterThan(0);
    expect(existsSync(join(cwd, 'stopped.json'))).toBe(true);
    const store = readStore();
    expect(store.runs.get(policy.runId)).toMatchObject({ status: 'stopped', decisions: policy.decisions });
    store.close();
  });

  it.each([
    ['train tinny.json', /^error: .*tinny\.json: cannot read: no such file\n$/],
    ['train quikstart', /^error: unknown experiment "quikstart" \(did you mean "quickstart"\?\)\n$/],
    ['train tiny.json --learner ppo', /^error: tiny has no learner "ppo" \(valid: bandit\)\n$/],
    ['train tiny.json --decisions 0', /^error: --decisions: must be an integer from 1 on, got "0"\n$/],
    ['train tiny.json --seed x', /^error: --seed: must be an integer from 0 on, got "x"\n$/],
    ['train tiny.json --db models --out never.json', /^error: .*models: .*\n$/],
    ['train tiny.json --out models', /^error: .*models: is a directory\n$/],
  ])('refuses "%s" with one message, exit code 2 and nothing half-written', async (line, message) => {
    const before = readdirSync(cwd).sort();
    const { exitCode, stderr, stdout } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(readdirSync(cwd).sort()).toEqual(before);
  });
});

describe('compare', () => {
  it('prints one document: everybody, scored on the same seeds, and a verdict', () => {
    expect(compared.exitCode).toBe(0);
    const { scenarios, seeds, policies, verdict, scales, spent } = JSON.parse(compared.stdout);
    expect(scenarios).toEqual(TINY.scenarios);
    expect(seeds).toHaveLength(2);
    const kinds = new Map(policies.map((one: { name: string; kind: string }) => [one.name, one.kind]));
    expect(Object.fromEntries(kinds)).toMatchObject({
      kernel: 'kernel',
      'dcbm-8': 'fixed',
      random: 'fixed',
      'three-parameter': 'rule',
      'three-parameter/tuned': 'rule',
      'three-parameter/tuned-per-scenario': 'rule',
      'bandit:tiny': 'learned',
      greedy: 'reference',
      'lookahead-resampled': 'reference',
    });
    expect(scales.map(({ scored }: { scored: boolean }) => scored)).toEqual([true, true]);
    const named = (name: string) => policies.find((one: { name: string }) => one.name === name);
    expect(named('kernel').score).toEqual({ iqm: 0, low: 0, high: 0, mean: 0, n: 4 });
    expect(named('greedy').score.iqm).toBeGreaterThan(0.5);
    // It has learned something: better than refusing every batch.
    expect(named('bandit:tiny').score.iqm).toBeGreaterThan(named('decline').score.iqm);
    expect(Object.keys(named('bandit:tiny').costs).sort()).toEqual(
      ['bandwidth', 'cpu', 'delay', 'fairness', 'stall', 'total'].sort(),
    );
    expect(verdict.text).toMatch(/gain/);
    expect(typeof verdict.significant).toBe('boolean');
    expect(verdict.gain).toBeGreaterThan(verdict.low);
    for (const { decisions } of spent) expect(decisions).toBeLessThanOrEqual(1200);
  });

  it('stores what it ran, and tuned, in one run', () => {
    const { runId, policies } = JSON.parse(compared.stdout);
    const store = readStore();
    expect(store.runs.get(runId)).toMatchObject({ kind: 'compare', status: 'finished' });
    // The float form of the learned policy is judged beside the others, and not listed.
    expect(store.evaluations.ofRun(runId)).toHaveLength((policies.length + 1) * 2 * 2);
    expect(new Set(store.tuningTrials.ofRun(runId).map(({ rule }) => rule))).toEqual(new Set(TINY.rules));
    store.close();
  });

  it('repeats itself, in words this time', async () => {
    const { exitCode, stdout } = await run('compare tiny.json');
    expect(exitCode).toBe(0);
    const { verdict } = JSON.parse(compared.stdout);
    expect(stdout).toContain(`Verdict: ${verdict.text}`);
    expect(stdout).toContain('nothing was measured on hardware beyond the published tables');
    expect(stdout).toMatch(/Simulated decisions spent: bandit:tiny \d+, three-parameter\/tuned \d+/);
  });

  it.each([
    ['compare tiny.json --seeds 0', /^error: --seeds: must be an integer from 1 on, got "0"\n$/],
    [
      'compare missing.json',
      /^error: .*none\.json: cannot read the policy \(train it first: foliotune train tiny\)\n$/,
    ],
    ['compare cut.json', /^error: .*cut-policy\.json: not valid JSON: .*\n$/],
  ])('refuses "%s"', async (line, message) => {
    const withPolicy = (policy: string) => ({ ...TINY, learners: [{ ...TINY.learners[0], policy }] });
    writeFileSync(join(cwd, 'missing.json'), JSON.stringify(withPolicy('models/none.json')));
    writeFileSync(join(cwd, 'cut.json'), JSON.stringify(withPolicy('cut-policy.json')));
    writeFileSync(join(cwd, 'cut-policy.json'), readFileSync(policyFile, 'utf8').slice(0, 400));
    const { exitCode, stderr, stdout } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  it('interrupted reports nothing and marks its run', async () => {
    const { exitCode, stderr } = await run('compare tiny.json', { isInterrupted: () => true });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('stopped before all episodes were run');
    const store = readStore();
    expect(store.runs.list({ kind: 'compare' })[0]?.status).toBe('stopped');
    store.close();
  });
});

describe('evaluate, export and verify', () => {
  it('judges a policy on chosen scenarios, in both forms', async () => {
    const line = 'evaluate models/tiny.json --scenarios zen3-ptdma/bulk-light-v2 --seeds 1 --json';
    const { exitCode, stdout } = await run(line);
    expect(exitCode).toBe(0);
    const { policies, scenarios, quantisation } = JSON.parse(stdout);
    expect(scenarios).toEqual(['zen3-ptdma/bulk-light-v2']);
    const names = policies.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['kernel', 'bandit:tiny', 'bandit:tiny (float)', 'greedy', 'lookahead-resampled']);
    expect(quantisation.states).toBeGreaterThan(100);
    expect(quantisation.changed / quantisation.states).toBe(quantisation.share);
  });

  it('exports code and proves that it decides the same; a changed file is noticed', async () => {
    const exported = await run('export models/tiny.json --format json --out exported');
    expect(exported.exitCode).toBe(0);
    expect(exported.stdout).toContain('manifest.json');
    const verified = await run('verify exported --inputs 500 --seeds 1 --json');
    expect(verified.exitCode).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ mismatches: 0, visited: { policy: 'bandit:tiny' } });
    writeFileSync(join(cwd, 'exported', 'policy.json'), '{}');
    const changed = await run('verify exported');
    expect(changed.exitCode).toBe(1);
    expect(changed.stderr).toContain('was changed after it was exported');
  });

  it.each([
    ['evaluate models/tiny.json --scenarios zen3-ptdma/bulk-lite-v2', /unknown scenario .* \(did you mean/],
    ['evaluate none.json', /none\.json: cannot read: no such file/],
    ['export models/tiny.json --format cc --out never', /unknown export format "cc" \(did you mean "c"\?\)/],
    ['export tiny.json --out never', /tiny\.json: .*/],
    ['verify models', /manifest\.json: cannot read: no such file/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(join(cwd, 'never'))).toBe(false);
  });
});

describe('quickstart', () => {
  it('does everything once and closes with a summary of at most 40 lines', async () => {
    mkdirSync(join(cwd, 'quick'));
    writeFileSync(join(cwd, 'quick', 'tiny.json'), JSON.stringify({ ...TINY, rules: ['three-parameter'] }));
    const { exitCode, stdout, stderr } = await run('quickstart tiny.json --inputs 500', { cwd: join(cwd, 'quick') });
    expect(stderr).not.toContain('error');
    expect(stdout).toMatch(/simulator +131 published cells of zen3-ptdma: mean error \d/);
    expect(stdout).toContain(`training      bandit, ${SPENT} decisions: models/tiny.json`);
    expect(stdout).toMatch(/Verdict: .*gain/);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(41);
    expect(existsSync(join(cwd, 'quick', 'models', 'quickstart-c', 'manifest.json'))).toBe(true);
    expect(stdout).toMatch(/verification {2}(0 mismatches on \d+ inputs with \d builds|.*compiler)/);
    expect(exitCode).toBe(0);
  });

  it('stopped while training saves what was learned', async () => {
    let asked = 0;
    const isInterrupted = () => ++asked > 3;
    const { exitCode, stdout } = await run('quickstart tiny.json', { isInterrupted });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('stopped on request while training; what was learned is saved: ');
  });
});
