import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { FoliotuneError } from '../core/errors.js';
import type { SqlRow, SqlValue } from './column.js';
import { databaseError, isBusy, openingError } from './database-error.js';
import { refuseForeign, upgradeSchema } from './schema-version.js';

/**
 * One open database. Several processes may write to it: a write-ahead log lets readers go on, a writer waits for the
 * other up to the timeout, and every transaction takes the write lock when it begins, so that it never fails half-way
 * for having read first (SQLITE_BUSY_SNAPSHOT).
 */
export interface Connection {
  readonly file: string;
  prepare(sql: string): PreparedStatement;
  /** All of `work` or nothing of it; nests. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** A prepared statement; its errors are translated. */
export interface PreparedStatement {
  run(row: SqlRow): { readonly changes: number; readonly id: number };
  all(...parameters: readonly SqlValue[]): SqlRow[];
}

const IN_MEMORY = ':memory:';
/** Between two attempts to switch a new database to the write-ahead log [ms]. */
const PAUSE_MS = 10;

function ensureWritable(file: string): void {
  if (file.trim() === '') throw new FoliotuneError('database', 'no database file named', { hint: 'use --db FILE' });
  if (file === IN_MEMORY) return;
  mkdirSync(dirname(file), { recursive: true });
  accessSync(dirname(file), constants.W_OK);
  if (existsSync(file)) accessSync(file, constants.W_OK);
}

/**
 * The switch needs the file for itself, and where two processes attempt it at once SQLite does not wait, since waiting
 * could dead-lock: one of them must try again.
 */
function enterWriteAheadLog(db: Database.Database, timeoutMs: number): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  db.pragma(`busy_timeout = ${Math.min(PAUSE_MS, timeoutMs)}`);
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      db.pragma('journal_mode = WAL');
      break;
    } catch (error) {
      if (!isBusy(error) || waited >= timeoutMs) throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }
  db.pragma(`busy_timeout = ${timeoutMs}`);
}

function openDatabase(file: string, timeoutMs: number): Database.Database {
  ensureWritable(file);
  const db = new Database(file, { timeout: timeoutMs });
  try {
    refuseForeign(db, file);
    if (db.pragma('journal_mode', { simple: true }) !== 'wal') enterWriteAheadLog(db, timeoutMs);
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    upgradeSchema(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** @throws FoliotuneError `database` naming the file and why it cannot serve. */
export function connect(file: string, timeoutMs: number): Connection {
  let db: Database.Database;
  try {
    db = openDatabase(file, timeoutMs);
  } catch (error) {
    throw error instanceof FoliotuneError ? error : openingError(error, file, timeoutMs);
  }
  const translated = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw databaseError(error, file, timeoutMs);
    }
  };
  return Object.freeze({
    file,
    prepare(sql: string): PreparedStatement {
      const statement = translated(() => db.prepare<unknown[], SqlRow>(sql));
      return prepared(statement, translated);
    },
    transaction: <T>(work: () => T): T => translated(() => db.transaction(work).immediate()),
    close: () => void db.close(),
  });
}

function prepared(
  statement: Database.Statement<unknown[], SqlRow>,
  translated: <T>(work: () => T) => T,
): PreparedStatement {
  return {
    run: (row) =>
      translated(() => {
        const { changes, lastInsertRowid } = statement.run(row);
        return { changes, id: Number(lastInsertRowid) };
      }),
    all: (...parameters) => translated(() => statement.all(...parameters)),
  };
}
