import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCompilers } from '../../src/export/c/compiler.js';
import { openStore } from '../../src/store/store.js';
import { type Printed, runLine } from '../cli/recorded-context.js';
import { experimentFolder, TINY } from '../experiment/tiny-experiment.js';

const { cwd, remove } = experimentFolder();
afterAll(remove);
const run = (line: string, overrides = {}): Promise<Printed> => runLine(line, { cwd, ...overrides });
const DISTILL = 'distill models/tiny.json --leaves 2,4 --rounds 2 --states 200 --seeds 2';

let distilled: Printed;
beforeAll(async () => {
  await run('train tiny.json');
  distilled = await run(`${DISTILL} --json`);
});

describe('distill', () => {
  it('judges each size beside its teacher and saves the last', () => {
    expect(distilled.exitCode).toBe(0);
    const { sizes, states, runId, teacher } = JSON.parse(distilled.stdout);
    expect(states).toBe(400);
    expect(sizes.map(({ leaves }: { leaves: number }) => leaves)).toEqual([2, 4]);
    for (const { gain, standing, fidelity } of sizes) {
      expect(gain.low).toBeLessThanOrEqual(gain.estimate);
      expect(gain.high).toBeGreaterThanOrEqual(gain.estimate);
      expect(gain.estimate).toBeCloseTo(standing.score.iqm - teacher.score.iqm, 9);
      expect(fidelity).toBeGreaterThanOrEqual(0);
      expect(fidelity).toBeLessThanOrEqual(1);
    }
    // Four leaves are far better than the kernel (0).
    expect(sizes[1].standing.score.iqm).toBeGreaterThan(0.5);
    const saved = JSON.parse(readFileSync(join(cwd, 'models', 'tiny-tree.json'), 'utf8'));
    expect(saved).toMatchObject({
      name: 'tiny-tree',
      learner: 'tree',
      actions: TINY.actions,
      training: { scenarios: TINY.scenarios, distilledFrom: { policy: 'bandit:tiny' } },
    });
    const store = openStore(join(cwd, 'data', 'foliotune.db'));
    expect(store.runs.get(runId)).toMatchObject({ kind: 'distill', status: 'finished' });
    expect(store.policies.ofRun(runId)).toMatchObject([{ name: 'tree:tiny-tree' }]);
    store.close();
  });

  it('takes only actions the policy may take, and splits only on the features asked for', async () => {
    const { exitCode, stdout } = await run(`${DISTILL} --features hook --out again.json`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/leaves +score +against its teacher/);
    const { model, features } = JSON.parse(readFileSync(join(cwd, 'again.json'), 'utf8'));
    expect(features).toContain('src_load');
    expect(features).not.toContain('reason');
    expect(model.nodes.length).toBeLessThanOrEqual(7);
  });

  it('gives the same tree from the same seed', async () => {
    await run(`${DISTILL} --out twice.json`);
    const model = (file: string) => JSON.parse(readFileSync(join(cwd, file), 'utf8')).model;
    expect(model('twice.json')).toEqual(model('models/tiny-tree.json'));
  });

  it.skipIf(findCompilers().length === 0)('makes a tree that exports to C and decides the same there', async () => {
    expect((await run('export models/tiny-tree.json --format c --out tree-c')).exitCode).toBe(0);
    const { exitCode, stdout } = await run('verify tree-c --inputs 300 --seeds 1 --json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mismatches: 0, visited: { changed: 0 } });
  });

  it('interrupted saves nothing', async () => {
    const { exitCode, stderr } = await run(`${DISTILL} --out never.json`, { isInterrupted: () => true });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nothing is saved');
    expect(() => readFileSync(join(cwd, 'never.json'))).toThrow(/ENOENT/);
  });

  it.each([
    ['distill models/tiny.json --leaves 4,4', /--leaves: names a size twice/],
    ['distill models/tiny.json --leaves 0', /--leaves: must be an integer from 1 on/],
    ['distill models/tiny.json --features dma_fre', /unknown feature "dma_fre" \(did you mean "dma_free"/],
    ['explain models/tiny.json --at dma_free=999', /dma_free must be an integer from 0 to 255, got "999"/],
    ['explain models/tiny.json --at dma_fre=1', /unknown feature "dma_fre"/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('explain', () => {
  it('prints a tree as rules with what reaches each leaf', async () => {
    const { exitCode, stdout } = await run('explain models/tiny-tree.json');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /^ *if .* ≤ \d+.*:$/.test(line))).toHaveLength(3);
    expect(lines.filter((line) => /^ *else:$/.test(line))).toHaveLength(3);
    const shares = [...stdout.matchAll(/\[([\d.]+) % of decisions, ([\d.]+) % of cost\]/g)];
    expect(shares).toHaveLength(4);
    // Four shares, each rounded to 0.1 %.
    for (const column of [1, 2]) {
      expect(Math.abs(shares.reduce((sum, share) => sum + Number(share[column]), 0) - 100)).toBeLessThanOrEqual(0.4);
    }
  });

  it('draws a map of any other policy: sizes by folios, a legend, and the load', async () => {
    const { exitCode, stdout } = await run('explain models/tiny.json --at dma_free=0');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/folio +1 +2 +4 .*folios in the batch/);
    expect(stdout.match(/^ +\d+[KM]iB( +[a-z.]){10}$/gm)).toHaveLength(8);
    expect(stdout).toContain('dma_free = 0 channels');
    const used = new Set([...stdout.matchAll(/^ +\d+[KM]iB(.*)$/gm)].flatMap((row) => row[1]?.match(/[a-z.]/g) ?? []));
    for (const letter of used) expect(stdout).toContain(`\n  ${letter}  `);
  });

  it('draws it for a tree when asked to, and the document holds what the text shows', async () => {
    const { stdout } = await run('explain models/tiny-tree.json --map --json');
    const { kind, map } = JSON.parse(stdout);
    expect(kind).toBe('map');
    expect(map.actions).toHaveLength(map.orders.length);
    for (const row of map.actions) for (const name of row) expect(TINY.actions).toContain(name);
  });
});
