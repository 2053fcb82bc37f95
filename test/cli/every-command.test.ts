import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { createProgram } from '../../src/cli/program.js';
import { recordedContext, runLine } from './recorded-context.js';

describe.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (name, command) => {
  it('explains itself with examples and takes --json', async () => {
    const { exitCode, stdout } = await runLine([name, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--json');
    const { examples } = await command.load();
    expect(examples.length).toBeGreaterThan(0);
    for (const { line } of examples) expect(stdout).toContain(`foliotune ${line}\n`);
  });

  it('knows every option that its examples use', async () => {
    const program = await createProgram(COMMANDS, '0', [name], recordedContext(), () => undefined);
    const registered = program.commands.find((candidate) => candidate.name() === name);
    for (const { line } of (await command.load()).examples) {
      const [first, ...words] = line.split(' ');
      expect(first).toBe(name);
      expect(registered?.parseOptions(words).unknown).toEqual([]);
    }
  });

  it('refuses an unknown option with exit code 2 and one document', async () => {
    const { exitCode, stdout } = await runLine([name, '--no-such-option', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage' } });
  });
});
