/** Stable codes of the errors a user can cause. */
export type ErrorCode =
  | 'usage'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'file-invalid'
  | 'unit-invalid'
  | 'name-unknown'
  | 'hash-mismatch'
  | 'database'
  | 'tool-missing'
  | 'check-failed';

/** What a message points at: the file, the path inside it, and the nearest valid name. */
export interface ErrorPlace {
  readonly file?: string;
  readonly path?: string;
  readonly hint?: string;
}

/**
 * An error at the border: something the user gave cannot be used. Printed as one message; `exitCode` is 2 for wrong
 * use or bad input and 1 for a check or verdict that failed.
 */
export class FoliotuneError extends Error {
  readonly code: ErrorCode;
  readonly exitCode: 1 | 2;
  readonly place: ErrorPlace;

  constructor(code: ErrorCode, rule: string, place: ErrorPlace = {}, options?: ErrorOptions) {
    super([[place.file, place.path].filter(Boolean).join(': '), rule].filter(Boolean).join(': '), options);
    this.name = 'FoliotuneError';
    this.code = code;
    this.exitCode = code === 'check-failed' ? 1 : 2;
    this.place = place;
  }

  /** The whole message on one line, with its hint. */
  get line(): string {
    return this.place.hint ? `${this.message} (${this.place.hint})` : this.message;
  }
}

/** An invariant of the program itself; a failure is a defect here, never the user's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** The element at `index`; an index out of range is a defect. */
export function at<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`invariant broken: index ${index} of ${items.length}`);
  return item;
}
