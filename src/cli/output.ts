import { CommanderError } from 'commander';
import { type ErrorPlace, FoliotuneError } from '../core/errors.js';
import type { Context, Outcome } from './command.js';

/**
 * What leaves the program. Exit codes: 0 success; 1 a check or verdict failed, or a defect of the program itself;
 * 2 wrong use or bad input. With --json exactly one document goes to stdout, that of an error included.
 */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly place: ErrorPlace;
  readonly exitCode: 1 | 2;
  /** Lines for stderr. */
  readonly text: string;
}

function usageFailure(error: CommanderError): Failure {
  const [, rule = '', hint] = /^(?:error: )?([\s\S]*?)(?:\s*\(Did you mean ([^?]*)\?\))?$/.exec(error.message) ?? [];
  const place = hint === undefined ? {} : { hint: `did you mean "${hint}"?` };
  const usage = new FoliotuneError('usage', rule, place);
  return { code: usage.code, message: rule, place, exitCode: 2, text: `error: ${usage.line}` };
}

function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return usageFailure(error);
  if (error instanceof FoliotuneError) {
    const { code, message, place, exitCode, line } = error;
    return { code, message, place, exitCode, text: `error: ${line}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const text = `internal error: a defect of foliotune, not of its input; please report it\n${stack}`;
  return { code: 'internal', message, place: {}, exitCode: 1, text };
}

/** Characters a line of text may have: the terminal's, without end where no person watches. */
export function textWidth({ terminal }: Pick<Context, 'terminal'>): number {
  return terminal.stdout ? terminal.columns : Number.POSITIVE_INFINITY;
}

export function printOutcome(context: Context, outcome: Outcome, json: boolean): void {
  context.stdout(json ? `${JSON.stringify(outcome.json, null, 2)}\n` : `${outcome.text}\n`);
}

/** @returns the exit code the error stands for. */
export function printFailure(context: Context, error: unknown, json: boolean): 1 | 2 {
  const { code, message, place, exitCode, text } = failureOf(error);
  context.stderr(`${text}\n`);
  if (json) context.stdout(`${JSON.stringify({ error: { code, message, place } }, null, 2)}\n`);
  return exitCode;
}
