import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../src/cli/commands/list.js';
import { SCENARIOS } from '../../src/env/scenario-registry.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { openStore } from '../../src/store/store.js';
import { runLine } from './recorded-context.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-list-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('list', () => {
  it('has the tables a policy is written against', async () => {
    const { features } = JSON.parse((await runLine('list features --json')).stdout);
    expect(features).toHaveLength(FEATURES.length);
    expect(features[2]).toMatchObject({ name: 'folio_order', unit: 'order', min: 0, max: 18 });
    const { actions } = JSON.parse((await runLine('list actions --json')).stdout);
    expect(actions.map((action: { name: string }) => action.name)).toEqual(ACTIONS.map(({ name }) => name));
  });

  it('without a name has every kind, as text and as one document', async () => {
    const { stdout } = await runLine('list --json');
    const kinds = Object.keys(JSON.parse(stdout));
    expect(kinds).toEqual(
      expect.arrayContaining(['platforms', 'features', 'actions', 'learners', 'exports', 'policies', 'runs']),
    );
    const text = (await runLine('list')).stdout;
    for (const kind of kinds) expect(text).toMatch(new RegExp(`^${kind}(: none| \\(\\d+\\))$`, 'm'));
  });

  it('names the nearest kind for a misspelt one', async () => {
    const { exitCode, stderr } = await runLine('list featurs');
    expect(exitCode).toBe(2);
    expect(stderr).toBe('error: nothing is registered as "featurs" (did you mean "features"?)\n');
  });

  it('lists the scenarios of one platform', async () => {
    const { scenarios } = JSON.parse((await runLine('list scenarios --platform icx-2s-pmem --json')).stdout);
    expect(scenarios.length).toBeGreaterThan(4);
    const platforms = scenarios.map(({ platform }: { platform: string }) => platform);
    expect([...new Set(platforms)]).toEqual(['icx-2s-pmem']);
    // Nothing is registered on this one: what its own figures make.
    expect((await runLine('list scenarios --platform zen3-ptdma-v1')).stdout).toContain('zen3-ptdma-v1/bulk-heavy-v1');
  });

  it('has a line for each platform where scenarios of none are asked for, and every name as JSON', async () => {
    const { scenarios } = JSON.parse((await runLine('list scenarios --json')).stdout);
    expect(scenarios.map(({ name }: { name: string }) => name)).toEqual([...SCENARIOS.names]);
    const lines = (await runLine('list scenarios')).stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`scenarios (${SCENARIOS.names.length})`);
    const counts = lines.slice(3, -1).map((line) => Number(line.split(/ +/)[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SCENARIOS.names.length);
    expect(lines.length).toBeLessThan(20);
  });

  it('refuses a platform that is not there, or beside a kind that has none', async () => {
    expect(await runLine('list scenarios --platform spr-das')).toMatchObject({
      exitCode: 2,
      stderr: 'error: --platform: unknown platform "spr-das" (did you mean "spr-dsa"?)\n',
    });
    expect((await runLine('list --platform spr-dsa')).stderr).toBe(
      'error: --platform: goes with "list scenarios", got no kind\n',
    );
  });

  it('reads the stored runs, and makes no database where there is none', async () => {
    const db = join(folder, 'runs.db');
    expect((await runLine(['list', 'runs', '--db', db])).stdout).toBe('runs: none\n');
    const store = openStore(db);
    const id = store.runs.start({
      kind: 'train',
      experiment: 'first',
      config: {},
      seed: 7,
      versions: {},
      gitCommit: null,
      featureTableHash: '',
      startedAt: '2026-01-02T03:04:05Z',
      note: '',
      pid: process.pid,
      host: 'elsewhere',
    });
    store.close();
    const { runs } = JSON.parse((await runLine(['list', 'runs', '--db', db, '--json'])).stdout);
    expect(runs).toEqual([
      {
        id,
        kind: 'train',
        experiment: 'first',
        seed: 7,
        status: 'running',
        startedAt: '2026-01-02T03:04:05Z',
        decisions: 0,
      },
    ]);
  });

  it('lists a policy that cannot be used, with the reason', async () => {
    writeFileSync(join(folder, 'broken.json'), '{"format": 3}');
    const { policies } = JSON.parse((await runLine(['list', 'policies', '--models', folder, '--json'])).stdout);
    expect(policies).toEqual([{ name: '-', model: '-', usable: 'file-invalid', file: join(folder, 'broken.json') }]);
  });

  it.each(command.examples.map(({ line }) => line))('runs its example "%s"', async (line) => {
    expect((await runLine(line)).exitCode).toBe(0);
  });
});
