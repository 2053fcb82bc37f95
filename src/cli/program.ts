import { Command, CommanderError } from 'commander';
import { type CliCommand, type Context, type Finish, paragraphs } from './command.js';
import { printFailure, printOutcome } from './output.js';

const DESCRIPTION = `Tunes the policy by which Linux copies pages when it migrates them: by CPU or DMA engine, with how many
threads or channels.

Exit codes: 0 success, 1 a check or verdict failed, 2 wrong use or bad input.`;

/** The command that a line is about: its first word, or the one that `help` is asked about. */
function commandNamed(line: readonly string[]): string | undefined {
  const [first, second] = line.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** The program with every command by name and summary, and the one that `line` names in full. */
export async function createProgram(
  commands: readonly CliCommand[],
  version: string,
  line: readonly string[],
  context: Context,
  finish: Finish,
): Promise<Command> {
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
  const named = commandNamed(line);
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary);
    if (name === named) (await load()).complete(command, context, finish);
  }
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
  const finish: Finish = (outcome, json) => {
    printOutcome(context, outcome, json);
    exitCode = outcome.exitCode ?? 0;
  };
  try {
    const program = await createProgram(commands, version, line, context, finish);
    await program.parseAsync(line, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // Help shown because no command was named: what is wrong has been said.
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    return printFailure(context, error, line.includes('--json'));
  }
}
