import { describe, expect, it } from 'vitest';
import { runLine } from './recorded-context.js';

describe('doctor', () => {
  it('finds what the tests themselves run on', async () => {
    const { exitCode, stdout } = await runLine('doctor --json');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ node: process.versions.node, problems: [], sqlite: { works: true } });
    expect(['tensorflow', 'wasm', 'cpu']).toContain(report.backend.name);
    expect(exitCode).toBe(0);
  });

  it('notes a missing compiler, which only some commands need', async () => {
    const { exitCode, stdout } = await runLine('doctor --json', { env: { PATH: '/nowhere' } });
    const report = JSON.parse(stdout);
    expect([report.compiler, report.commit, report.notes.length]).toEqual([null, null, 1]);
    expect(exitCode).toBe(0);
  });

  it('fails where the database cannot be written', async () => {
    const { exitCode, stdout } = await runLine('doctor --db package.json/runs.db');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^database +\S+package\.json\/runs\.db, not writable$/m);
    expect(stdout).toMatch(/^Needed and missing:\n {2}\S+runs\.db cannot be written/m);
  });
});
