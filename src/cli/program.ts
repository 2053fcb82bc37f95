import { Command, CommanderError } from 'commander';
import { type CliCommand, type Context, type Finish, paragraphs } from './command.js';
import { printFailure, printOutcome } from './output.js';

const DESCRIPTION = `Tunes the policy by which Linux copies pages when it migrates them: by CPU or DMA engine, with how many
threads or channels.

Exit codes: 0 success, 1 a check or verdict failed, 2 wrong use or bad input.`;

export function createProgram(
  commands: readonly CliCommand[],
  version: string,
  context: Context,
  finish: Finish,
): Command {
  // Settings first: a subcommand inherits them when it is made.
  const program = new Command('foliotune')
    .description(paragraphs(DESCRIPTION))
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout(text),
      writeErr: (text) => context.stderr(text),
      getOutHelpWidth: () => context.terminal.columns,
      getErrHelpWidth: () => context.terminal.columns,
      // An error is printed once, by `printFailure`.
      outputError: () => undefined,
    });
  for (const command of commands) command.register(program, context, finish);
  return program;
}

/**
 * Runs one command line within a context; prints, and never exits.
 * @param line the words after the program's name.
 * @returns the exit code.
 */
export async function runProgram(
  commands: readonly CliCommand[],
  version: string,
  line: readonly string[],
  context: Context,
): Promise<number> {
  let exitCode = 0;
  const program = createProgram(commands, version, context, (outcome, json) => {
    printOutcome(context, outcome, json);
    exitCode = outcome.exitCode ?? 0;
  });
  try {
    await program.parseAsync(line, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // Help shown because no command was named: what is wrong has been said.
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    return printFailure(context, error, line.includes('--json'));
  }
}
