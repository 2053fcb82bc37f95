import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measureGain } from '../../src/comparison/reference/measure-gain.js';
import { at } from '../../src/core/errors.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { KERNEL_ENTRANT, policyEntrant, type RuleEntrant } from '../../src/episodes/entrant.js';
import { runTask } from '../../src/episodes/episode-task.js';
import { openThreads } from '../../src/episodes/episode-threads.js';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { policyHeader } from '../../src/export/c/header.js';
import { readBatchTable } from '../../src/heuristics/batch-sizers/registry.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import type { BatchTable } from '../../src/migration/batch-table.js';
import { openPolicy, readPolicy } from '../../src/policy/policy-file.js';
import { openStore, type Store } from '../../src/store/store.js';
import { tuneBatching } from '../../src/tuning/tune-batching.js';
import { tuneRules } from '../../src/tuning/tune-rules.js';
import { REPOSITORY, runLine } from '../cli/recorded-context.js';
import { experimentFolder, TINY } from '../experiment/tiny-experiment.js';

const MAINLINE = readBatchTable('mainline', '');
const TABLE: BatchTable = {
  default: { pmd: '8 folios', pte: '32 folios' },
  reasons: { syscall: { pte: 'mainline' } },
};
const folder = experimentFolder({ ...TINY, batching: TABLE });
afterAll(() => folder.remove());
const withBatching = (batching: unknown) => parseExperiment({ ...TINY, batching }, 'tiny.json', folder.cwd);
const rule: RuleEntrant = {
  is: 'rule',
  name: 'r',
  rule: 'load-aware',
  parameters: HEURISTICS.get('load-aware').defaults,
};

describe('the key "batching"', () => {
  it('takes a rule, a cap, a table and the file of a table', () => {
    expect(withBatching('by-mapping').batching).toEqual({ default: { pmd: '8 folios', pte: '32 folios' } });
    expect(withBatching('64MiB').batching).toEqual({ default: { pmd: '64MiB', pte: '64MiB' } });
    expect(withBatching(TABLE).batching).toEqual(TABLE);
    writeFileSync(join(folder.cwd, 'table.json'), JSON.stringify({ format: 'foliotune-batch-table-1', ...TABLE }));
    expect(withBatching('table.json').batching).toEqual(TABLE);
    const shipped = withBatching(join(REPOSITORY, 'models/suite/batch-table.json')).batching;
    expect(shipped?.reasons?.damon).toEqual({ pte: '128KiB' });
    expect(parseExperiment(TINY, 'tiny.json')).not.toHaveProperty('batching');
  });

  it.each([
    ['by-maping', 'tiny.json: batching: is neither a batch sizer nor a cap; got "by-maping"'],
    ['none.json', 'none.json: cannot read: no such file'],
    [{ default: { pmd: '8' } }, 'tiny.json: batching.default.pte'],
  ])('refuses %j', (given, message) => {
    expect(() => withBatching(given)).toThrow(message);
  });
});

describe('with batching open', () => {
  it('rules and the reference run with it, and the kernel does not', async () => {
    const place = { scenario: at(TINY.scenarios, 1), seed: 3 };
    const [kernel, open] = await runTask({ ...place, entrants: [KERNEL_ENTRANT, rule], batching: MAINLINE });
    expect({ ...open, contender: '' }).toEqual({ ...kernel, contender: '' });
    expect((await runTask({ ...place, entrants: [rule] }))[0]?.cost).not.toBe(kernel?.cost);
    const threads = openThreads();
    const gains = await measureGain(threads, [place.scenario], MAINLINE);
    threads.close();
    expect(gains.get(place.scenario)).toMatchObject({ gain: 0, low: 0, high: 0 });
  });

  it('rules are tuned with it', async () => {
    const plan = { rules: ['load-aware'], scenarios: TINY.scenarios, budget: 100, seed: 1 };
    const [sized] = await tuneRules({ ...plan, batching: TABLE });
    const [plain] = await tuneRules(plan);
    expect(sized?.trials.map(({ cost }) => cost)).not.toEqual(plain?.trials.map(({ cost }) => cost));
  });

  it('an environment asks for what the table leaves to a policy, and passes over episodes without it', async () => {
    const options = { lanes: 2, features: ['reason', 'pmd_mapped', 'nr_folios'] };
    const names = ['zen3-ptdma/bulk-light-v2', 'zen3-ptdma/demotion-light-v2'];
    const demoted: BatchTable = { ...MAINLINE, reasons: { demotion: { pte: '32 folios' } } };
    const env = createMigrationEnvironment(await openScenarios(names, demoted), options);
    env.reset(1);
    for (let step = 0; step < 50; step++) {
      expect([...env.counterfactuals.problem]).toEqual([1, 1]);
      const { credits } = env.step(new Int32Array(2));
      for (let k = 0; k < credits.count; k++) expect(credits.step[k]).toBeGreaterThanOrEqual(0);
    }
    expect(env.counterfactuals.kernelCost(0)).toBe(0);
    expect(env.counterfactuals.kernelCost(1)).toBeGreaterThan(0);
    const none = createMigrationEnvironment(await openScenarios(names, MAINLINE), options);
    expect(() => none.reset(1)).toThrow(/leaves every request to mainline/);
  });
});

describe('a policy trained with batching open', () => {
  it('carries the table, meets it wherever it runs, and says so in C; compare says it in one line', async () => {
    const { exitCode } = await runLine(['train', folder.file, '--db', 'a.db'], { cwd: folder.cwd });
    expect(exitCode).toBe(0);
    const policy = readPolicy(join(folder.cwd, 'models/tiny.json'));
    expect(policy.batching).toEqual(TABLE);
    const place = { scenario: at(TINY.scenarios, 0), seed: 3, entrants: [policyEntrant(policy)] };
    expect(await runTask(place)).toEqual(await runTask({ ...place, batching: TABLE }));
    const header = policyHeader(openPolicy(policy));
    expect(header).toContain('NEEDS A KERNEL CHANGE');
    expect(header).toMatch(/^ \* {3}syscall +8 folios +mainline$/m);
    const { batching: _, ...plain } = policy;
    expect(policyHeader(openPolicy(plain))).not.toContain('KERNEL CHANGE');
    const compared = await runLine(['compare', folder.file, '--db', 'a.db', '--seeds', '1'], { cwd: folder.cwd });
    expect(compared.exitCode).toBe(0);
    expect(compared.stdout).toMatch(/^Batches: mainline's for kernel; everybody else.*: syscall 8 folios .*\.$/m);
  });
});

describe('tune --batching', () => {
  const experiment = parseExperiment(
    { ...TINY, scenarios: ['zen3-ptdma/demotion-light-v2'], generalisation: ['spr-dsa/demotion-light-v1'] },
    'tiny.json',
  );
  const choices = ['mainline', '8 folios', '512 folios'];
  const start = readBatchTable('by-mapping', 'start');
  const request = { experiment, rule: 'queue-aware', start, decisions: 60_000, choices, seed: 4 };

  function withStore<T>(name: string, work: (store: Store) => Promise<T>): Promise<T> {
    const store = openStore(join(folder.cwd, name));
    return work(store).finally(() => store.close());
  }

  it('finds a table that costs no more than the one it began with, the same however often it is stopped', async () => {
    const whole = await withStore('whole.db', (store) => tuneBatching(store, request));
    const [row, ...others] = whole.rows;
    expect(row?.after).toBeLessThanOrEqual((row?.before ?? 0) + 0.005);
    expect(others).toEqual([]);
    expect(whole.remembered).toBe(0);
    let looks = 20;
    const shouldStop = () => looks-- <= 0;
    await expect(withStore('parts.db', (store) => tuneBatching(store, request, { shouldStop }))).rejects.toThrow(
      /stopped/,
    );
    const again = await withStore('parts.db', (store) => tuneBatching(store, request));
    expect(again).toEqual({ ...whole, remembered: again.remembered });
    expect(again.remembered).toBeGreaterThan(0);
  });

  it('prints table and ratios, and writes a file that an experiment takes', async () => {
    const line = ['tune', folder.file, '--batching', '--decisions', '10', '--db', 'b.db', '--out', 'found.json'];
    const { exitCode, stdout } = await runLine(line, { cwd: folder.cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^else +8 folios +32 folios$/m);
    expect(withBatching('found.json').batching).toEqual(readBatchTable('by-mapping', ''));
    expect(readFileSync(join(folder.cwd, 'found.json'), 'utf8')).toContain('--batching cost-benefit --decisions 10');
  });

  it('begins where it is told to, and says so in the file', async () => {
    const words = ['--batching', '--start', '64MiB', '--decisions', '10', '--db', 'c.db', '--out', 'from.json'];
    const { exitCode } = await runLine(['tune', folder.file, ...words], { cwd: folder.cwd });
    expect(exitCode).toBe(0);
    expect(withBatching('from.json').batching).toEqual({ default: { pmd: '64MiB', pte: '64MiB' } });
    expect(readFileSync(join(folder.cwd, 'from.json'), 'utf8')).toContain('--start \\"64MiB\\"');
  });

  it.each([
    [['--batching', '--rule', 'load-aware'], '--rule: does not go with --batching'],
    [['--batching', '--trials', '3'], '--trials: does not go with --batching'],
    [['--rule', 'load-aware', '--choices', 'mainline'], '--choices: goes with --batching'],
    [['--batching', 'queue-awar'], 'queue-aware'],
    [['--rule', 'load-aware', '--start', 'by-mapping'], '--start: goes with --batching'],
    [['--batching', '--start', 'by-maping'], 'by-mapping'],
    [['--out', 'x.json', '--rule', 'load-aware'], '--out'],
    [['--batching', '--choices', 'mainline, 8 pigs'], '--choices'],
  ])('refuses %s', async (words, hint) => {
    const { exitCode, stderr } = await runLine(['tune', folder.file, '--decisions', '10', ...words], {
      cwd: folder.cwd,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });
});
