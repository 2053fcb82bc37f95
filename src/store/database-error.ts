import Database from 'better-sqlite3';
import { FoliotuneError } from '../core/errors.js';

/**
 * SQLite's result codes (sqlite.org/rescode.html) in words. The first row whose code begins the error's code is used,
 * so an extended code stands before the primary one it refines.
 */
const REASONS: readonly (readonly [code: string, rule: string, hint?: string])[] = [
  ['SQLITE_BUSY', 'locked by another process', 'wait until the other writer has ended, or use another --db FILE'],
  ['SQLITE_LOCKED', 'locked by another connection', 'wait until the other writer has ended, or use another --db FILE'],
  ['SQLITE_NOTADB', 'not a SQLite database'],
  ['SQLITE_CORRUPT', 'the database is damaged', 'restore a copy, or use another --db FILE'],
  ['SQLITE_READONLY_DBMOVED', 'the file was moved or deleted while it was open'],
  [
    'SQLITE_READONLY',
    'the database is read-only',
    'make the file and its directory writable, or use another --db FILE',
  ],
  ['SQLITE_PERM', 'permission denied'],
  ['SQLITE_CANTOPEN', 'cannot open or create the database', 'the path must name a file in a writable directory'],
  ['SQLITE_FULL', 'no space left on the device; nothing of this write was kept'],
  ['SQLITE_IOERR', 'the file system failed; nothing of this write was kept'],
];

const OPENING_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'a part of the path is not a directory',
  ENOENT: 'no such directory, and it cannot be created',
  ERR_DLOPEN_FAILED: 'better-sqlite3 was built for another Node: run npm rebuild better-sqlite3',
};

/** Whether another connection's lock, and nothing else, was in the way. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/**
 * The user's view of what SQLite reported. A broken constraint or wrong SQL is a defect of the program and comes back
 * as it is.
 */
export function databaseError(error: unknown, file: string, timeoutMs: number): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code } = error;
  const [, rule, hint] = REASONS.find(([prefix]) => code.startsWith(prefix)) ?? [];
  if (rule === undefined) return error;
  const waited = isBusy(error) ? ` for longer than ${timeoutMs} ms` : '';
  const place = hint === undefined ? { file } : { file, hint };
  return new FoliotuneError('database', `${rule}${waited} (${code})`, place, { cause: error });
}

/** The same for everything that can go wrong before there is a database: paths, permissions, the native library. */
export function openingError(error: unknown, file: string, timeoutMs: number): FoliotuneError {
  const translated = databaseError(error, file, timeoutMs);
  if (translated instanceof FoliotuneError) return translated;
  const { code, message } = error as NodeJS.ErrnoException;
  const rule = OPENING_REASONS[code ?? ''] ?? message;
  return new FoliotuneError('database', `cannot open: ${rule}`, { file }, { cause: error });
}
