import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openThreads } from '../../src/episodes/episode-threads.js';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import { type BatchTable, canonicalTable } from '../../src/migration/batch-table.js';
import { openStore } from '../../src/store/store.js';
import { measureCells } from '../../src/tuning/measure.js';
import { tuningEpisodes } from '../../src/tuning/scale.js';
import { episodesOn } from '../../src/tuning/scope.js';
import { readTunedRules } from '../../src/tuning/tuned-rules-file.js';
import type { TunedRulesFile } from '../../src/tuning/tuned-rules-schema.js';
import { runLine } from '../cli/recorded-context.js';
import { experimentFolder } from '../experiment/tiny-experiment.js';
import { TWO, writePolicies } from '../experiment/two-platforms.js';

/** As a person may write it: a row repeats the default, and nothing is left to mainline. */
const WRITTEN: BatchTable = {
  default: { pmd: '8 folios', pte: '32 folios' },
  reasons: { demotion: { pmd: '8 folios', pte: '64 folios' } },
};
const TABLE = canonicalTable(WRITTEN);
const { tuneDecisions: _, ...bare } = TWO;
const rules = ['three-parameter'];
const SIZED = { ...bare, rules, batching: WRITTEN, tunedRules: 'rules.json' };
const { cwd, remove } = experimentFolder(SIZED);
afterAll(remove);
writePolicies(cwd);
writeFileSync(join(cwd, 'plain.json'), JSON.stringify({ ...bare, rules, tunedRules: 'plain-rules.json' }));
writeFileSync(join(cwd, 'crossed.json'), JSON.stringify({ ...SIZED, tunedRules: 'plain-rules.json' }));
writeFileSync(join(cwd, 'closed.json'), JSON.stringify({ ...bare, rules, tunedRules: 'rules.json' }));

const run = (line: string) => runLine(line, { cwd });
const LINE = '--rules --decisions 1200 --platform-decisions 600 --db one.db';

let [sized, plain]: [TunedRulesFile?, TunedRulesFile?] = [];
let shown = '';
beforeAll(async () => {
  const printed = await run(`tune tiny.json ${LINE}`);
  expect(printed.exitCode, printed.stderr).toBe(0);
  shown = printed.stdout;
  expect((await run(`tune plain.json ${LINE}`)).exitCode).toBe(0);
  sized = readTunedRules(join(cwd, 'rules.json'));
  plain = readTunedRules(join(cwd, 'plain-rules.json'));
});

describe('rules that are tuned with batching open', () => {
  it('are saved with the table in its canonical form, and without any where there is none', () => {
    expect(sized?.batching).toEqual(TABLE);
    expect(plain).not.toHaveProperty('batching');
    expect(shown).toMatch(/^Batches: mainline's for kernel; everybody else.*: demotion 8 folios .*64 folios.*\.$/m);
  });

  it('meet it in every search: one is not taken for another with other batches', () => {
    const store = openStore(join(cwd, 'one.db'));
    const [one, other] = store.runs.list({ kind: 'tune' }).map(({ id }) => store.tuningTrials.ofRun(id));
    store.close();
    const firsts = (all: typeof one) =>
      new Map(all?.map((row) => [`${row.rule} ${row.scenarioSet} ${JSON.stringify(row.parameters)}`, row.cost]));
    const [a, b] = [firsts(one), firsts(other)];
    for (const scope of [
      'three-parameter',
      ...['zen3-ptdma', ...TWO.scenarios].map((on) => `three-parameter on ${on}`),
    ]) {
      const shared = [...a].filter(([key]) => key.startsWith(`${scope} `) && b.has(key));
      expect(shared.length, scope).toBeGreaterThan(0);
      expect(
        shared.some(([key, cost]) => b.get(key) !== cost),
        scope,
      ).toBe(true);
    }
  });

  it('meet it on a part of the scenarios too', async () => {
    const threads = openThreads();
    const { scenarios } = parseExperiment(SIZED, 'tiny.json');
    try {
      const whole = await tuningEpisodes(scenarios, 1, threads, {}, TABLE);
      const part = episodesOn(whole, scenarios.slice(1, 2));
      expect(part.batching).toEqual(TABLE);
      const parameters = HEURISTICS.get('three-parameter').defaults;
      const costs = (episodes: typeof whole, scenario: number) =>
        measureCells(
          [{ setting: 0, scenario, episode: 0, parameters }],
          () => ({ is: 'rule', name: 'r', rule: 'three-parameter', parameters }),
          episodes,
          threads,
          {},
        );
      expect(await costs(part, 0)).toEqual(await costs(whole, 1));
      expect(await costs({ ...part, batching: undefined }, 0)).not.toEqual(await costs(part, 0));
    } finally {
      threads.close();
    }
  });
});

describe('a comparison with batching open and tuned rules', () => {
  it.each([
    ['tiny.json', 'rules.json', undefined],
    ['crossed.json', 'plain-rules.json', /^Note: the rules of plain-rules\.json were tuned with the offload series'/m],
    [
      'closed.json',
      'rules.json',
      /^Note: the rules of rules\.json were tuned with other batches .*: demotion 8 folios/m,
    ],
  ])(
    '%s says which batches it has, where its rules are from, and whether those are of the same',
    async (file, from, note) => {
      const { stdout, exitCode, stderr } = await run(`compare ${file} --seeds 1 --db two.db`);
      expect(exitCode, stderr).toBe(0);
      const batches =
        file === 'closed.json' ? /^Batches: .*the offload series' cap/m : /^Batches: .*demotion 8 folios/m;
      expect(stdout).toMatch(batches);
      expect(stdout).toContain(`Settings of the rules: ${from} (`);
      expect(stdout).toContain('three-parameter/tuned-per-platform');
      if (note) expect(stdout).toMatch(note);
      else expect(stdout).not.toMatch(/the rules of .* were tuned/);
    },
    120_000,
  );
});
