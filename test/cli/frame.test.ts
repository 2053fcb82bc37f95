import { describe, expect, it } from 'vitest';
import { type CliCommand, defineCommand } from '../../src/cli/command.js';
import { FoliotuneError } from '../../src/core/errors.js';
import { runLine } from './recorded-context.js';

/** A command whose run is the test's own. */
function commandOf(run: () => { json: unknown; text: string; exitCode?: 0 | 1 }): readonly CliCommand[] {
  const command = defineCommand<{ weight?: string }>({
    description: 'For the tests\nof the frame.',
    examples: [{ line: 'weigh 4', does: 'weighs' }],
    declare: (command) => void command.argument('<order>', 'order').option('--weight <grams>', 'grams'),
    run: ({ context }) => {
      context.stderr('weighing\n');
      return run();
    },
  });
  return [{ name: 'weigh', summary: 'weigh a folio', load: async () => command }];
}

const good = commandOf(() => ({ json: { grams: 3 }, text: '3 grams' }));

function failing(error: unknown): readonly CliCommand[] {
  return commandOf(() => {
    throw error;
  });
}

describe('what a command prints', () => {
  it('is its text, or with --json exactly its document, and progress goes to stderr', async () => {
    expect(await runLine('weigh 4', {}, good)).toEqual({ exitCode: 0, stdout: '3 grams\n', stderr: 'weighing\n' });
    const { stdout, stderr } = await runLine('weigh 4 --json', {}, good);
    expect(JSON.parse(stdout)).toEqual({ grams: 3 });
    expect(stderr).toBe('weighing\n');
  });

  it('comes with exit code 1 where a check failed, and still is the one document', async () => {
    const failed = commandOf(() => ({ json: { verdict: 'worse' }, text: 'worse', exitCode: 1 }));
    const { exitCode, stdout } = await runLine('weigh 4 --json', {}, failed);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ verdict: 'worse' });
  });
});

describe('an error', () => {
  const place = { file: 'a.json', path: 'nodes.0', hint: 'did you mean "dram"?' };

  it('of the input is one line with its hint, and exit code 2', async () => {
    const error = new FoliotuneError('file-invalid', 'unknown kind "drm"', place);
    const { exitCode, stdout, stderr } = await runLine('weigh 4', {}, failing(error));
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('weighing\nerror: a.json: nodes.0: unknown kind "drm" (did you mean "dram"?)\n');
  });

  it('is a document too with --json', async () => {
    const error = new FoliotuneError('check-failed', 'three mismatches', place);
    const { exitCode, stdout } = await runLine('weigh 4 --json', {}, failing(error));
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'check-failed', message: 'a.json: nodes.0: three mismatches', place },
    });
  });

  it('that nobody foresaw is called a defect, with its stack and exit code 1', async () => {
    const { exitCode, stdout, stderr } = await runLine('weigh 4 --json', {}, failing(new Error('index 3 of 2')));
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'internal', message: 'index 3 of 2', place: {} } });
    expect(stderr).toMatch(/internal error: a defect of foliotune[\s\S]*index 3 of 2\n\s+at /);
  });
});

describe('wrong use', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['wiegh 4', `error: unknown command 'wiegh' (did you mean "weigh"?)\n`],
    ['weigh 4 --wieght 3', `error: unknown option '--wieght' (did you mean "--weight"?)\n`],
    ['weigh', "error: missing required argument 'order'\n"],
    ['weigh 4 --weight', "error: option '--weight <grams>' argument missing\n"],
  ];
  it.each(cases)('"%s" is refused with exit code 2 and the nearest name', async (line, message) => {
    expect(await runLine(line, {}, good)).toEqual({ exitCode: 2, stdout: '', stderr: message });
  });

  it('is a document with --json', async () => {
    const { exitCode, stdout } = await runLine('weigh 4 --jsom --json', {}, good);
    expect(exitCode).toBe(2);
    const error = { code: 'usage', message: "unknown option '--jsom'", place: { hint: 'did you mean "--json"?' } };
    expect(JSON.parse(stdout)).toEqual({ error });
  });

  it('without a command shows the help on stderr', async () => {
    const { exitCode, stdout, stderr } = await runLine('', {}, good);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('weigh a folio');
  });
});

describe('a command', () => {
  const loaded: string[] = [];
  const both: readonly CliCommand[] = ['weigh', 'fold'].map((name) => ({
    name,
    summary: `${name} a folio`,
    load: async () => {
      loaded.push(name);
      return (good[0] as CliCommand).load();
    },
  }));

  it.each([
    ['--help', []],
    ['--version', []],
    ['fodl', []],
    ['fold 4', ['fold']],
    ['fold --help', ['fold']],
    ['--help fold', ['fold']],
    ['help fold', ['fold']],
  ])('is loaded only where the line names it: %s', async (line, expected) => {
    loaded.length = 0;
    await runLine(line, {}, both);
    expect(loaded).toEqual(expected);
  });

  it('is listed without being loaded, and explained in full when help is asked about it', async () => {
    const { stdout } = await runLine('--help', {}, both);
    for (const { name, summary } of both) expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    expect((await runLine('help fold', {}, both)).stdout).toBe((await runLine('fold --help', {}, both)).stdout);
  });

  it('of which the file does not load is a defect, not a rejection that nobody hears', async () => {
    const broken: readonly CliCommand[] = [
      { name: 'weigh', summary: '', load: () => Promise.reject(new Error('gone')) },
    ];
    const { exitCode, stderr } = await runLine('weigh 4', {}, broken);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([1, expect.stringContaining('internal error')]);
  });
});

describe('help and version', () => {
  it('go to stdout with exit code 0', async () => {
    expect(await runLine('--version', {}, good)).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
    for (const line of ['--help', 'help']) {
      const { exitCode, stdout } = await runLine(line, {}, good);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('weigh a folio');
    }
  });

  it('of a command explain it, with examples', async () => {
    const { exitCode, stdout } = await runLine('weigh --help', {}, good);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Weigh a folio.\n\nFor the tests of the frame.');
    expect(stdout).toContain('Examples:\n  # weighs\n  foliotune weigh 4\n');
  });
});
