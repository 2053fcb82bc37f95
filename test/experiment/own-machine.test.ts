import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { loadPlatform } from '../../src/platform/load.js';
import { measuredTable, otherMachine } from '../calibration/unseen-machine.js';
import { runLine } from '../cli/recorded-context.js';

/*
 * A machine of one's own from its table to a verdict, by the commands of the README's section on it, with budgets that
 * are small: 8 scenarios, one seed.
 */
const cwd = mkdtempSync(join(tmpdir(), 'foliotune-own-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (line: string) => runLine(line, { cwd });
const SMALL = '--decisions 2000 --seeds 1 --inputs 500';

beforeAll(async () => {
  const machine = otherMachine(loadPlatform('xeon-2s-ioat'), 5);
  writeFileSync(join(cwd, 'mine.csv'), measuredTable(machine, { noise: 0.03, outliers: 0, contradictions: 0 }, 5));
  const { exitCode, stderr } = await run('calibrate mine.csv --platform xeon-2s-ioat --free all --out mine.json');
  expect(exitCode, stderr).toBe(0);
});

describe('a machine of your own', () => {
  it('has scenarios of its own, light and heavy', async () => {
    const { exitCode, stdout } = await run('list scenarios --platform ./mine.json --json');
    expect(exitCode).toBe(0);
    const names: string[] = JSON.parse(stdout).scenarios.map(({ name }: { name: string }) => name);
    expect(names.filter((name) => /mine\.json\/[a-z-]+-(light|heavy)-v1$/.test(name)).length).toBe(8);
    expect(names.filter((name) => /mine\.json\/[a-z-]+-heavy-faults-v1$/.test(name)).length).toBe(4);
  });

  it('goes through the quickstart to a verdict, and says what of it is assumed', async () => {
    const { exitCode, stdout, stderr } = await run(`quickstart --platform ./mine.json ${SMALL}`);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/simulator +no published table of \S*mine\.json; hold it against your own/);
    expect(stdout).toMatch(/training +full-information, \d+ decisions: models\/quickstart-mine\.json/);
    expect(stdout).toMatch(/Verdict: .*full-information:quickstart-mine against/);
    expect(stdout).toMatch(/mine\.json: of \d+ numbers .*\d+ fitted.*beyond the tables it was fitted to\./);
    expect(stdout).toMatch(/compare models\/quickstart-mine\/experiment\.json --seeds 20/);
    expect(existsSync(join(cwd, 'models', 'quickstart-mine', 'c', 'manifest.json'))).toBe(true);
    const policy = JSON.parse(readFileSync(join(cwd, 'models', 'quickstart-mine.json'), 'utf8'));
    expect(policy.training.scenarios).toHaveLength(8);
  });

  it('goes on with what the quickstart wrote', async () => {
    const policy = JSON.parse(readFileSync(join(cwd, 'models', 'quickstart-mine.json'), 'utf8'));
    const scenario = at(policy.training.scenarios as string[], 0);
    const evaluated = await run(`evaluate models/quickstart-mine.json --seeds 1 --scenarios ${scenario} --json`);
    expect(evaluated.exitCode, evaluated.stderr).toBe(0);
    const trained = await run(`train models/quickstart-mine/experiment.json --decisions 2000 --out again.json`);
    expect(trained.exitCode, trained.stderr).toBe(0);
    expect(existsSync(join(cwd, 'again.json'))).toBe(true);
  });

  it.each([
    ['quickstart --platform ./mien.json', /mien\.json: cannot read: no such file/],
    ['quickstart --platform xeon-2s-iaot', /unknown platform "xeon-2s-iaot" \(did you mean "xeon-2s-ioat"\?\)/],
    ['quickstart quickstart --platform gh200', /--platform: takes the place of an experiment/],
    ['quickstart --out here.json', /--out: goes with --platform/],
    ['quickstart --platform ./mine.csv', /mine\.csv/],
    ['list scenarios --platform ./mien.json', /mien\.json: cannot read: no such file/],
    ['quickstart --platform gh200 --decisions 0', /--decisions: must be an integer from 1 on, got "0"/],
  ])('refuses "%s"', async (line, message) => {
    const { exitCode, stderr } = await run(line);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
