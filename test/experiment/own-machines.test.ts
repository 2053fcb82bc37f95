import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyHeader } from '../../src/export/c/header.js';
import { integerPolicy } from '../../src/export/json/integer-policy.js';
import { loadPolicy } from '../../src/policy/policy-file.js';
import { type Printed, runLine } from '../cli/recorded-context.js';
import { experimentFolder } from './tiny-experiment.js';

/** A tree made harmless that stays on its machine, trained twice. */
const EXPERIMENT = {
  format: 'foliotune-experiment-1',
  name: 'stays',
  scenarios: ['zen3-ptdma/replay-tier-thp-v2'],
  generalisation: ['grace-2s/compaction-light-v1'],
  learners: [
    {
      ...{ as: 'blind', name: 'full-information', policy: 'models/blind-s{seed}.json', seeds: [1, 2] },
      ...{ decisions: 1500, lanes: 4, machines: 'trained', reluctant: true },
      features: ['folio_order', 'nr_folios', 'dma_channels'],
    },
  ],
  rules: ['three-parameter'],
  tuneDecisions: 300,
  batching: { default: { pmd: '2MiB', pte: '2MiB' } },
  evaluation: { seeds: 2, seed: 1 },
  references: { base: 'policy', horizonMs: 1, width: 2, samples: 1, arrivals: 4 },
};
const NOTE = "blind may be loaded on zen3-ptdma alone; today's kernel on grace-2s";

const { cwd, remove } = experimentFolder(EXPERIMENT);
afterAll(remove);
const policy = () => loadPolicy(join(cwd, 'models/blind-s1.json'));
let trained: Printed;
let compared: Printed;
beforeAll(async () => {
  trained = await runLine('train tiny.json', { cwd });
  compared = await runLine('compare tiny.json', { cwd });
});

describe('a policy that stays on the machines it was trained on', () => {
  it('names them in its file, and what it took to make it harmless', () => {
    const { machines, training } = policy().contents;
    expect(machines).toEqual(['zen3-ptdma']);
    const { cuts, worst, decisions } = training.retreat as Record<string, number>;
    expect(cuts).toBeGreaterThanOrEqual(0);
    expect(worst).toBeLessThanOrEqual(1.01);
    expect(decisions).toBeGreaterThan(100);
    expect(training.decisions).toBeGreaterThan(decisions ?? 0);
    expect(trained.exitCode).toBe(0);
    expect(trained.stdout).toContain(
      `  declines in ${cuts} more parts of its leaves: held to cost at most ${worst} of today's kernel in training`,
    );
  });

  it("is today's kernel on the others, and the comparison says so", () => {
    expect(compared.exitCode).toBe(0);
    expect(compared.stdout).toContain(`Note: ${NOTE}`);
    expect(compared.stdout).toContain('blind: on no scenario; worst 1.000 (1.00 to 1.00) on grace-2s');
  });

  it('shows which of its trainings costs most beside the kernel', () => {
    expect(compared.stdout).toMatch(/of single trainings blind s[12] most, \d\.\d{3} on zen3-ptdma\//);
  });

  it('is judged on other held-back episodes where that is asked for', async () => {
    const seedsOf = async (line: string): Promise<number[]> => JSON.parse((await runLine(line, { cwd })).stdout).seeds;
    const [given, other] = [
      await seedsOf('compare tiny.json --json'),
      await seedsOf('compare tiny.json --seed 2 --json'),
    ];
    expect(given).toHaveLength(2);
    expect(other).toHaveLength(2);
    expect(other.filter((seed) => given.includes(seed))).toEqual([]);
    expect((await runLine('compare tiny.json --seed -1', { cwd })).stderr).toContain(
      '--seed: must be an integer from 0',
    );
  });

  it('says so when it is evaluated elsewhere', async () => {
    const on = (scenario: string) =>
      runLine(`evaluate models/blind-s1.json --seeds 1 --scenarios ${scenario}`, { cwd });
    expect((await on('grace-2s/compaction-light-v1')).stdout).toContain("alone; today's kernel on grace-2s");
    expect((await on('zen3-ptdma/replay-tier-thp-v2')).stdout).not.toContain('alone');
  });

  it.each([
    'ablate models/blind-s1.json --scenarios grace-2s/compaction-light-v1',
    'explain models/blind-s1.json --scenarios grace-2s/compaction-light-v1',
    'distill models/blind-s1.json --scenarios grace-2s/compaction-light-v1',
  ])('refuses "%s"', async (line) => {
    const { exitCode, stderr } = await runLine(line, { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('full-information:blind-s1 may not be loaded on grace-2s');
  });

  it('takes part beside another of its name, when one of them is called otherwise', async () => {
    const [learner] = EXPERIMENT.learners;
    const two = (as: object) => ({
      ...{ ...EXPERIMENT, name: 'two', generalisation: [], rules: ['three-parameter'] },
      learners: [{ ...learner, as: 'one', seeds: undefined, seed: 1, policy: 'models/blind-s1.json' }],
      policies: [{ as: 'other', policy: 'models/blind-s1.json', ...as }],
    });
    writeFileSync(join(cwd, 'two.json'), JSON.stringify(two({})));
    const { exitCode, stdout } = await runLine('compare two.json --json', { cwd });
    expect(exitCode).toBe(0);
    const { policies, quantisation } = JSON.parse(stdout);
    const scores = new Map(policies.map((one: { name: string; score: object }) => [one.name, one.score]));
    expect(scores.get('one')).toEqual(scores.get('other'));
    expect(quantisation.map(({ policy: name }: { policy: string }) => name)).toEqual(['one', 'other']);
    writeFileSync(join(cwd, 'two.json'), JSON.stringify(two({ as: 'one' })));
    expect((await runLine('compare two.json', { cwd })).stderr).toContain('two policies are called "one"');
  });

  it('says where to register it in what is exported', () => {
    expect(policyHeader(policy())).toContain('register it on zen3-ptdma alone');
    expect(integerPolicy(policy()).machines).toEqual(['zen3-ptdma']);
  });
});
