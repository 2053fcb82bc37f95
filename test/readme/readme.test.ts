import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlatform } from '../../src/platform/load.js';
import { measuredTable, otherMachine } from '../calibration/unseen-machine.js';
import { REPOSITORY, runLine } from '../cli/recorded-context.js';
import { TINY } from '../experiment/tiny-experiment.js';

/*
 * Every command of the README is run, and every output it shows is compared with what is printed. Written anew with
 * UPDATE_README=1. The output of the quickstart takes its full budget, so it is compared where CI=true.
 */

const README = join(REPOSITORY, 'README.md');
const PREFIX = 'foliotune ';
const text = readFileSync(README, 'utf8');

interface Shown {
  readonly line: string;
  readonly output: string;
}

/** Blocks of "$ foliotune …" and what it printed. */
const shown: readonly Shown[] = [...text.matchAll(/```console\n\$ foliotune (.*)\n([\s\S]*?)```/g)].map((match) => ({
  line: match[1] ?? '',
  output: (match[2] ?? '').trimEnd(),
}));
/** Commands of the plain blocks. */
const plain = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').trim().split('\n'));

/** What differs from run to run and machine to machine: times, the number of compilers, the run's number. */
function masked(output: string): string {
  return output
    .replace(/\d+(\.\d+)? s\b/g, 'N s')
    .replace(/with \d+ builds?/, 'with N builds')
    .replace(/ +$/gm, '');
}

const fullBudget = (line: string): boolean => line === 'quickstart';
const cwd = mkdtempSync(join(tmpdir(), 'foliotune-readme-'));

beforeAll(() => {
  for (const folder of ['data', 'experiments']) symlinkSync(join(REPOSITORY, folder), join(cwd, folder));
  const tiny = { ...TINY, learners: [{ ...TINY.learners[0], policy: 'models/quickstart.json' }] };
  writeFileSync(join(cwd, 'tiny.json'), JSON.stringify(tiny));
  const machine = otherMachine(loadPlatform('xeon-2s-ioat'), 5);
  writeFileSync(join(cwd, 'mine.csv'), measuredTable(machine, { noise: 0.03, outliers: 0, contradictions: 0 }, 5));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function printed(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runLine(line, { cwd });
  expect(exitCode, `${line}\n${stderr}`).toBe(0);
  return stdout.trimEnd();
}

async function compare({ line, output }: Shown): Promise<void> {
  const now = await printed(fullBudget(line) ? `${line} --db ${join(cwd, 'readme.db')}` : line);
  if (process.env.UPDATE_README === '1') {
    writeFileSync(
      README,
      readFileSync(README, 'utf8').replace(`${PREFIX}${line}\n${output}`, () => `${PREFIX}${line}\n${now}`),
    );
  } else {
    expect(masked(now)).toBe(masked(output));
  }
}

describe('the README', () => {
  it('shows commands of every block this test knows how to run', () => {
    expect(shown.length).toBeGreaterThanOrEqual(5);
    const first = plain.slice(0, 3).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(first).toEqual(['npm start', 'npm test', 'export PATH="$PWD/node_modules/.bin:$PATH"']);
    for (const line of plain.slice(3)) expect(line).toMatch(/^foliotune /);
  });

  it.each(shown.filter(({ line }) => !fullBudget(line)))('shows what `$line` prints', compare);

  // In full it takes a minute or two: CI runs it; here the same command runs with a small budget below.
  it
    .skipIf(process.env.CI !== 'true' && process.env.UPDATE_README !== '1')
    .each(shown.filter(({ line }) => fullBudget(line)))('shows what `npm start` prints, times aside', compare);

  it('has commands that work one after the other, here with a small budget', async () => {
    const db = `--db ${join(cwd, 'plain.db')}`;
    await printed(`quickstart tiny.json --inputs 2000 ${db}`);
    for (const line of plain.slice(3)) {
      const small = line
        .slice(PREFIX.length)
        .replace(/^(train|compare) [a-z-]+(?= |$)/, '$1 tiny.json')
        .replace(/^quickstart --platform .*/, '$& --decisions 2000 --inputs 500 --seeds 1')
        .replace(/^distill .*/, '$& --states 60 --rounds 1 --seeds 1')
        .replace(/^explain .*/, '$& --seeds 1')
        .replace(/--seeds \d+/, '--seeds 1');
      const stored = /^(train|evaluate|compare|distill|quickstart)/.test(small) ? ` ${db}` : '';
      expect(await printed(small + stored)).not.toBe('');
    }
  });
});
