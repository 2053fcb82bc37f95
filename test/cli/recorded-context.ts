import { fileURLToPath } from 'node:url';
import type { CliCommand, Context } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { runProgram } from '../../src/cli/program.js';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A context that keeps what was printed. */
export function recordedContext(overrides: Partial<Context> = {}): Context & { readonly out: string[]; err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    cwd: REPOSITORY,
    env: { PATH: process.env.PATH },
    terminal: { stdout: false, stderr: false, columns: 100 },
    isInterrupted: () => false,
    ...overrides,
  };
}

export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process; `line` is split at blanks. */
export async function runLine(
  line: string | readonly string[],
  overrides: Partial<Context> = {},
  commands: readonly CliCommand[] = COMMANDS,
): Promise<Printed> {
  const context = recordedContext(overrides);
  const words = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
  const exitCode = await runProgram(commands, '1.2.3', words, context);
  return { exitCode, stdout: context.out.join(''), stderr: context.err.join('') };
}
