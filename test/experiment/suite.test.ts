import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gain, Verdict } from '../../src/evaluation/verdict.js';
import { actionIndex } from '../../src/policy/action-table.js';
import { featureIndex } from '../../src/policy/feature-table.js';
import { loadPolicy } from '../../src/policy/policy-file.js';
import { MARGINS } from '../../src/policy/reluctance.js';
import { openStore } from '../../src/store/store.js';
import { type Printed, runLine } from '../cli/recorded-context.js';
import { policyOf } from '../policy/sample-policies.js';
import { experimentFolder } from './tiny-experiment.js';

/** Two quick scenarios, each policy trained twice: one for each platform, and one for all, which is guarded. */
const learner = { name: 'bandit', decisions: 600, seeds: [1, 2], lanes: 4 };
const SUITE = {
  format: 'foliotune-experiment-1',
  name: 'small-suite',
  scenarios: ['zen3-ptdma/hot-unplug-light-v2', 'zen3-ptdma/gpu-light-v2'],
  generalisation: ['zen3-ptdma/gpu-light-v2?lost-channels=8', 'zen3-ptdma/hot-unplug-light-v2?shake=1'],
  parts: { gpu: ['*/gpu-*'], nothing: ['*/bulk-*'] },
  features: ['folio_order', 'nr_folios', 'dst_idle_cpus', 'dma_channels', 'dma_free'],
  actions: ['decline', 'dcbm-1', 'dcbm-8', 'mtcopy-4-pull-nontemporal-spread'],
  learners: [
    {
      ...learner,
      ...{ as: 'per-platform', per: 'platform', policy: 'models/own-{platform}-s{seed}.json', reluctant: true },
    },
    {
      ...learner,
      as: 'universal',
      policy: 'models/all-s{seed}.json',
      guard: true,
      features: ['folio_order', 'nr_folios', 'dma_channels'],
    },
  ],
  policies: [{ as: 'split', policy: 'models/split.json' }],
  rules: ['three-parameter'],
  evaluation: { seeds: 2, seed: 1 },
  references: { base: 'policy', horizonMs: 1, width: 2, samples: 1, arrivals: 4 },
};

const { cwd, remove } = experimentFolder(SUITE);
afterAll(remove);
const run = (line: string) => runLine(line, { cwd });
/** Few folios are copied by threads, many by DMA; how many CPUs idle is seen and not looked at. */
const SPLIT = policyOf(
  {
    kind: 'tree',
    nodes: [
      { feature: featureIndex('nr_folios'), threshold: 24, left: 1, right: 2 },
      { ranking: [actionIndex('mtcopy-4-pull-nontemporal-spread')] },
      { ranking: [actionIndex('dcbm-8')] },
    ],
  },
  { features: ['nr_folios', 'dst_idle_cpus'] },
);

const FILES = ['own-zen3-ptdma-s1', 'own-zen3-ptdma-s2', 'all-s1', 'all-s2'].map((name) =>
  join(cwd, 'models', `${name}.json`),
);

interface Part {
  readonly part: string;
  readonly scored: number;
  readonly verdicts: Verdict[];
  readonly reference: Verdict;
}

interface Compared {
  readonly runId: number;
  readonly policies: { name: string; score: { n: number }; members: { name: string }[]; harms: { ratio: number }[] }[];
  readonly generalisation: { scenarios: string[]; parts: Part[] };
  readonly verdict: { rule: string; mean: Gain };
  readonly parts: Part[];
  readonly scales: { toWin: { n: number; low: number } }[];
}

let trained: Printed;
let compared: Printed;
beforeAll(async () => {
  trained = await run('train tiny.json');
  writeFileSync(join(cwd, 'models', 'split.json'), JSON.stringify(SPLIT));
  compared = await run('compare tiny.json --json');
});
const report = (): Compared => JSON.parse(compared.stdout);

describe('training several seeds for several platforms', () => {
  it('writes one file for each, with the command that makes it', () => {
    expect(trained.exitCode).toBe(0);
    const commands = FILES.map((file) => loadPolicy(file).contents.training.command);
    expect(commands).toEqual([
      'foliotune train tiny.json --learner per-platform --platform zen3-ptdma --seed 1',
      'foliotune train tiny.json --learner per-platform --platform zen3-ptdma --seed 2',
      'foliotune train tiny.json --learner universal --seed 1',
      'foliotune train tiny.json --learner universal --seed 2',
    ]);
    expect(loadPolicy(FILES[3] ?? '').contents.features).toEqual(['folio_order', 'nr_folios', 'dma_channels']);
  });

  it('makes the same file again by that command, and nothing else where only what is missing is asked for', async () => {
    const file = FILES[1] ?? '';
    const before = readFileSync(file, 'utf8');
    rmSync(file);
    const line = String(loadPolicy(FILES[0] ?? '').contents.training.command).replace('seed 1', 'seed 2');
    expect((await run(line.replace('foliotune ', ''))).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const { exitCode, stdout } = await run('train tiny.json --missing --json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).policies).toEqual([]);
  });

  it('finds the least margin that keeps a reluctant policy from harm, and counts what that took', () => {
    const { training } = loadPolicy(FILES[0] ?? '').contents;
    const { margin, worst, decisions } = training.reluctance as Record<string, number>;
    expect(MARGINS.linear).toContain(margin);
    if ((worst ?? 0) > 1.01) expect(decisions).toBeGreaterThan(MARGINS.linear.length * 2 * 100);
    expect(decisions).toBeGreaterThan(0);
    // 8 rounds of 18 steps in 4 lanes, and the search.
    expect(training.decisions).toBe(576 + (decisions ?? 0));
    expect(loadPolicy(FILES[2] ?? '').contents.training.reluctance).toBeUndefined();
  });

  it('keeps the range seen in training where a guard is asked for, and nowhere else', () => {
    expect(loadPolicy(FILES[0] ?? '').contents.guard).toBeUndefined();
    const { guard, features } = loadPolicy(FILES[2] ?? '').contents;
    const channels = features.indexOf('dma_channels');
    expect([guard?.low[channels], guard?.high[channels]]).toEqual([16, 16]);
    const order = features.indexOf('folio_order');
    expect(guard?.high[order]).toBe(9);
  });

  it.each([
    ['train tiny.json --platform zen4', /^error: --platform: no learner has a policy of its own for "zen4"/],
    ['train tiny.json --learner universl', /has no learner "universl" \(did you mean "universal"\?\)/],
    ['train tiny.json --out one.json', /^error: --out: \d+ policies do not fit one file|wants \{seed\}/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(join(cwd, 'one.json'))).toBe(false);
  });
});

describe('comparing them', () => {
  it('judges the trainings together and shows each', () => {
    expect(compared.exitCode).toBe(0);
    const groups = report().policies.filter(({ members }) => members.length > 0);
    expect(groups.map(({ name }) => name)).toEqual(['per-platform', 'universal']);
    for (const { name, members, score, harms } of groups) {
      expect(members.map((member) => member.name)).toEqual([`${name} s1`, `${name} s2`]);
      expect(score.n).toBe(report().scales.length * 2 * 2);
      expect(harms.length).toBeGreaterThan(0);
    }
  });

  it('gives verdicts on the suite and on its parts, against the one rule that is best on the suite', () => {
    const { parts, verdict, generalisation } = report();
    expect(parts.map(({ part }) => part)).toEqual(['suite', 'gpu']);
    expect(generalisation.parts.map(({ part }) => part)).toEqual(['generalisation', 'gpu']);
    for (const { verdicts } of [...parts, ...generalisation.parts]) {
      expect(verdicts.map(({ rule }) => rule)).toEqual([verdict.rule, verdict.rule, verdict.rule]);
      for (const { mean } of verdicts) expect(mean?.rule).toBe(verdict.mean.rule);
    }
  });

  it('shows beside them what the reference gains over the same rule, which is 1 less its score', () => {
    for (const { reference, verdicts } of [...report().parts, ...report().generalisation.parts]) {
      expect(reference).toMatchObject({ policy: 'reference', rule: report().verdict.rule });
      expect(reference.score).toBeCloseTo(1, 9);
      const { gain, score } = verdicts[0] as Verdict;
      expect((reference.gain ?? 0) - (gain ?? 0)).toBeCloseTo(1 - (score ?? 0), 9);
    }
  });

  it('judges what nothing was trained on by itself', () => {
    expect(report().generalisation.scenarios).toEqual(SUITE.generalisation);
    for (const file of FILES) expect(loadPolicy(file).contents.training.scenarios).toEqual(SUITE.scenarios);
  });

  it('stores every training on every scenario', () => {
    const store = openStore(join(cwd, 'data', 'foliotune.db'));
    const rows = store.evaluations.ofRun(report().runId);
    const own = rows.filter(({ policy }) => policy === 'universal s2');
    expect(new Set(own.map(({ scenario }) => scenario))).toEqual(
      new Set([...SUITE.scenarios, ...SUITE.generalisation]),
    );
    store.close();
  });

  it('says in words who was trained, what is harmed and what generalises', async () => {
    const { stdout } = await run('compare tiny.json');
    for (const line of [
      'universal s2',
      'Generalisation: 2 scenarios',
      "Costs over 1.01 of today's kernel",
      'in hindsight',
    ]) {
      expect(stdout).toContain(line);
    }
  });
});

describe('doubting it', () => {
  it('ablates a policy: a feature it does not look at costs nothing, the ones it lives on do', async () => {
    const split = JSON.parse(
      (await run(`ablate models/split.json --seeds 2 --scenarios ${SUITE.scenarios} --json`)).stdout,
    );
    const of = (name: string) => split.importances.find((one: { name: string }) => one.name === name).increase;
    expect(of('dst_idle_cpus')).toMatchObject({ estimate: 0, low: 0, high: 0, n: 4 });
    expect(Math.abs(of('nr_folios').estimate)).toBeGreaterThan(0.01);
    expect(split.importances[0].name).toBe(of('nr_folios').estimate > 0 ? 'nr_folios' : 'dst_idle_cpus');
    const { exitCode, stdout } = await run(
      'ablate models/own-zen3-ptdma-s1.json --seeds 2 --retrain --trainings 2 --decisions 200 --json',
    );
    expect(exitCode).toBe(0);
    const { importances, removals } = JSON.parse(stdout);
    expect(importances.map((one: { name: string }) => one.name)).toContain('what the batch is');
    expect(removals.map((one: { name: string }) => one.name)).toEqual(['hook only']);
    expect(removals[0].features).toEqual(['folio_order', 'nr_folios']);
    expect(removals[0].increase.n).toBe(2 * 2 * 2);
  });

  it('doubts every assumption: nominal first, those that flip the verdict before the others', async () => {
    const line = 'sensitivity tiny.json --policy split --factors 2 --tune 400';
    const { exitCode, stdout } = await run(`${line} --json`);
    expect(exitCode).toBe(0);
    const { nominal, worlds, rule } = JSON.parse(stdout);
    expect(nominal).toMatchObject({ factor: 1, flips: false });
    expect(nominal.gain.n).toBe(2 * 2);
    expect(rule).not.toBe('split');
    const keys = worlds.map(({ assumption }: { assumption: { key: string } }) => assumption.key);
    expect(keys).toEqual(expect.arrayContaining(['touch', 'busy', 'links.forward', 'cpuCopy.workerWakeBusy']));
    expect(new Set(keys).size).toBe(keys.length);
    const flips = worlds.map((world: { flips: boolean }) => world.flips);
    expect(flips).toEqual([...flips].sort((a, b) => Number(b) - Number(a)));
    for (const world of worlds) expect(world.flips).toBe(world.verdict !== nominal.verdict);
    // Twice as many touches make a world that is not the assumed one.
    const touch = worlds.find((world: { assumption: { key: string } }) => world.assumption.key === 'touch');
    expect(touch.gain.estimate).not.toBe(nominal.gain.estimate);
  });

  it.each([
    ['sensitivity tiny.json --policy universl', /has no policy "universl" \(did you mean "universal"\?\)/],
    ['sensitivity tiny.json --factors 0', /--factors: must be factors above 0/],
    ['sensitivity tiny.json --platform grace-2s', /--platform: no scenario is on grace-2s/],
    ['ablate models/none.json', /none\.json: cannot read/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('an experiment of several platforms and seeds', () => {
  const complaint = async (changes: object): Promise<string> => {
    writeFileSync(join(cwd, 'wrong.json'), JSON.stringify({ ...SUITE, ...changes }));
    const { exitCode, stderr } = await run('train wrong.json');
    expect(exitCode).toBe(2);
    return stderr;
  };
  const [own] = SUITE.learners;

  it.each([
    [
      { learners: [{ ...own, policy: 'models/x-{platform}.json' }] },
      'learners.0.policy: wants {seed} in it, for there are 2 seeds',
    ],
    [{ learners: [{ ...own, policy: 'models/x-s{seed}.json' }] }, 'learners.0.policy: wants {platform} in it'],
    [{ learners: [{ ...own, seed: 3 }] }, 'learners.0.seeds: wants either "seed" or "seeds"'],
    [{ learners: [{ ...own, seeds: [1, 1] }] }, 'learners.0.seeds: a seed is listed twice'],
    [{ generalisation: [SUITE.scenarios[0]] }, 'generalisation.0: "zen3-ptdma/hot-unplug-light-v2" is trained on'],
    [{ generalisation: ['zen3-ptdma/gpu-light-v2?buzy=2'] }, 'generalisation.0: unknown variation "buzy"'],
    [{ policies: [{ as: 'trees', policy: 'models/{platform}.json' }] }, 'policies.0.policy: has {platform} in it'],
  ])('is refused where it contradicts itself (%#)', async (changes, message) => {
    expect(await complaint(changes)).toContain(message);
  });
});
