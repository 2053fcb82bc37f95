import { type ErrorCode, type ErrorPlace, FoliotuneError } from './errors.js';

/** An error on its way between threads, which would lose its class. */
export interface PackedError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error at the border. */
  readonly border?: { readonly code: ErrorCode; readonly rule: string; readonly place: ErrorPlace };
}

export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  if (!(error instanceof FoliotuneError)) return { message, stack };
  const { code, place } = error;
  const before = [place.file, place.path].filter(Boolean).join(': ');
  const rule = before === '' ? message : message.slice(before.length + 2);
  return { message, stack, border: { code, rule, place } };
}

/** The error with its class, message and the stack of the thread where it was thrown. */
export function unpackError({ message, stack, border }: PackedError): Error {
  const error = border ? new FoliotuneError(border.code, border.rule, border.place) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
