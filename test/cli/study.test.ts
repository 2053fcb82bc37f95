import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runLine } from './recorded-context.js';

const cwd = mkdtempSync(join(tmpdir(), 'foliotune-study-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** A study of the serial kernel against one channel, which does not win by the factor asked for. */
function study(factor: number): string {
  const file = join(cwd, `factor-${factor}.json`);
  const wins = {
    kind: 'ratio',
    says: `one channel wins by ${factor}`,
    source: 'nobody',
    of: { series: 'one channel' },
    to: { series: 'kernel' },
    atLeast: factor,
  };
  const contents = {
    format: 'foliotune-study-1',
    name: `factor-${factor}`,
    title: 'One channel',
    question: 'Does it win?',
    point: 1,
    kind: 'request',
    set: { folioSize: '2MiB' },
    axis: { setting: 'folios', label: 'folios', values: [128, 512] },
    panels: [{ name: 'idle' }, { name: 'busy', set: { busy: 1.1 } }],
    series: [
      { name: 'kernel', set: { migrator: 'kernel' } },
      { name: 'one channel', set: { migrator: 'dcbm' } },
    ],
    metrics: ['throughput'],
    seeds: 4,
    expectations: [wins],
    shows: ['this'],
    doesNotShow: ['that'],
  };
  writeFileSync(file, JSON.stringify(contents));
  return file;
}

describe('study', () => {
  it('prints tables with intervals and succeeds where expectations are met', async () => {
    const { exitCode, stdout } = await runLine(['study', study(1)], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/throughput \[GB\/s\], busy\nfolios +kernel +one channel/);
    expect(stdout).toMatch(/\d \(\d+(\.\d+)?–\d+(\.\d+)?\)/);
    expect(stdout).toMatch(/met {5}one channel wins by 1\n.*expected at least 1\n1 of 1 expectations met\n$/);
  });

  it('ends with exit code 1 where one fails, and writes figure and page all the same', async () => {
    const { exitCode, stdout } = await runLine(['study', study(2), '--out', 'out', '--seeds', '2', '--json'], { cwd });
    expect(exitCode).toBe(1);
    const { met, studies } = JSON.parse(stdout);
    expect(met).toBe(false);
    expect(studies[0]).toMatchObject({ name: 'factor-2', seeds: 2, expectations: [{ met: false }] });
    expect(studies[0].curves[1]).toMatchObject({ panel: 'idle', series: 'one channel' });
    expect(studies[0].curves[1].points[1].mean).toBeGreaterThan(studies[0].curves[0].points[1].mean);
    const page = readFileSync(join(cwd, 'out', 'factor-2.md'), 'utf8');
    expect(page).toContain('![One channel](factor-2.svg)');
    expect(page).toContain('| **failed** | one channel wins by 2 |');
    expect(readFileSync(join(cwd, 'out', 'factor-2.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(existsSync(join(cwd, 'out', 'README.md'))).toBe(false);
  });

  it('names the nearest study for a misspelt one', async () => {
    const { exitCode, stderr } = await runLine('study dma-or-cpus');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "dma-or-cpu"?');
  });
});
