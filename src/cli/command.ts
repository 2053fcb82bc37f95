import { type Command, Option } from 'commander';

/** What a command may know of the process that runs it; tests give their own. */
export interface Context {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person watches: progress is redrawn in place only then. */
  readonly terminal: { readonly stdout: boolean; readonly stderr: boolean; readonly columns: number };
  /** True from the first Ctrl-C on: finish the step at hand, save, and return. A second Ctrl-C ends the process. */
  isInterrupted(): boolean;
}

/** What a command hands back; the frame prints `json` or `text`, never both. */
export interface Outcome {
  /** The one document of `--json`. */
  readonly json: unknown;
  /** The same for a reader, without the final line break. */
  readonly text: string;
  /** 1 where a check or verdict failed; 0 unless said. */
  readonly exitCode?: 0 | 1;
}

export interface Call<Options> {
  readonly context: Context;
  /** Arguments in the order of their declaration, each word of a list by itself; one that was left out is undefined. */
  readonly args: readonly (string | undefined)[];
  readonly options: Options;
}

export interface Example {
  /** After "foliotune ". */
  readonly line: string;
  readonly does: string;
}

/** One file of `commands/`. `Options` are as commander names them: `--folio-size` is `folioSize`. */
export interface CommandDefinition<Options> {
  /** What a reader of `--help` needs besides the summary and the options. */
  readonly description: string;
  readonly examples: readonly Example[];
  /** Declares arguments and options; `--json` is the frame's. */
  declare(command: Command): void;
  run(call: Call<Options>): Outcome | Promise<Outcome>;
}

/** Takes what a command's run came to. */
export type Finish = (outcome: Outcome, json: boolean) => void;

/** A definition whatever its options. */
export interface LoadedCommand {
  readonly examples: readonly Example[];
  /** Gives a command that has its name and summary all the rest. */
  complete(command: Command, context: Context, finish: Finish): void;
}

/** A command that the program can hold and list without loading what it needs. */
export interface CliCommand {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  load(): Promise<LoadedCommand>;
}

function exampleText(examples: readonly Example[]): string {
  return examples.map(({ line, does }) => `  # ${does}\n  foliotune ${line}`).join('\n');
}

/** Paragraphs for commander, which breaks lines itself. */
export function paragraphs(text: string): string {
  return text.replace(/(?<!\n)\n(?!\n)/g, ' ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Binds a definition's options to its run, so that commands of different options fit one list. */
export function defineCommand<Options>(definition: CommandDefinition<Options>): LoadedCommand {
  const { description, examples } = definition;
  return Object.freeze({
    examples,
    complete(command: Command, context: Context, finish: Finish): void {
      command.description(paragraphs(`${sentence(command.summary())}\n\n${description}`));
      definition.declare(command);
      command.option('--json', 'print one JSON document on stdout; progress goes to stderr');
      command.addHelpText('after', `\nExamples:\n${exampleText(examples)}`);
      command.action(async () => {
        const args = command.processedArgs.flat() as readonly (string | undefined)[];
        const outcome = await definition.run({ context, args, options: command.opts() as Options });
        finish(outcome, command.getOptionValue('json') === true);
      });
    },
  });
}

/** `--db FILE`, the same for every command that reads or writes the store. */
export function databaseOption(): Option {
  return new Option('--db <file>', 'SQLite database of runs and results').default('data/foliotune.db');
}
