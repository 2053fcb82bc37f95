import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { connect } from '../../src/store/connection.js';
import { evaluationsOf } from '../../src/store/evaluations.js';
import { runsOf } from '../../src/store/runs.js';
import { openStore } from '../../src/store/store.js';
import { evaluation, NEW_RUN } from './sample-records.js';
import { databasePath } from './temporary-database.js';

function refusal(work: () => unknown): FoliotuneError {
  try {
    work();
  } catch (error) {
    if (error instanceof FoliotuneError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function expectRefusal(file: string, rule: string, work: () => unknown = () => openStore(file)): void {
  const error = refusal(work);
  expect(error).toMatchObject({ code: 'database', exitCode: 2, place: { file } });
  expect(error.message).toContain(`${file}: `);
  expect(error.message).toContain(rule);
}

describe('files that cannot serve', () => {
  test.each([
    ['five bytes', 'hello'],
    ['many bytes', 'not a database\n'.repeat(1000)],
  ])('a file that is no database is refused and left alone: %s', (_size, content) => {
    const file = databasePath();
    writeFileSync(file, content);
    expectRefusal(file, 'not a SQLite database (SQLITE_NOTADB)');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('another program’s database is refused and not a byte of it changes', () => {
    const file = databasePath();
    new Database(file).exec('CREATE TABLE bookmarks (url TEXT)').close();
    const before = readFileSync(file);
    expectRefusal(file, 'a SQLite database of another program');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a newer database is refused', () => {
    const file = databasePath();
    openStore(file).close();
    new Database(file).exec('PRAGMA user_version = 99').close();
    expectRefusal(file, 'written by a newer foliotune: schema 99');
  });

  test('a damaged database is refused', () => {
    const file = databasePath();
    openStore(file).close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, 100));
    expectRefusal(file, 'the database is damaged');
  });

  test('paths that name no file that can be', () => {
    const file = databasePath();
    mkdirSync(file);
    expectRefusal(file, 'cannot open or create the database (SQLITE_CANTOPEN');
    const plain = join(dirname(file), 'plain');
    writeFileSync(plain, '');
    for (const below of [join(plain, 'a.db'), join(plain, 'b', 'a.db')]) {
      expectRefusal(below, 'a part of the path is not a directory');
    }
    expect(refusal(() => openStore('')).message).toBe('no database file named');
  });

  test('a missing directory is made, and an empty file is taken for a new database', () => {
    const file = join(dirname(databasePath()), 'a', 'b', 'runs.db');
    openStore(file).close();
    expect(existsSync(file)).toBe(true);
    const empty = databasePath();
    writeFileSync(empty, '');
    const store = openStore(empty);
    expect(store.runs.list()).toEqual([]);
    store.close();
  });

  test('a file or directory that may not be written', () => {
    const file = databasePath();
    openStore(file).close();
    chmodSync(file, 0o444);
    chmodSync(dirname(file), 0o555);
    const script = fileURLToPath(new URL('open-unprivileged.ts', import.meta.url));
    const inNewDirectory = join(dirname(file), 'new', 'runs.db');
    for (const path of [file, join(dirname(file), 'other.db'), inNewDirectory]) {
      const printed = execFileSync(process.execPath, ['--import', 'tsx', script, path], { encoding: 'utf8' });
      expect(JSON.parse(printed)).toEqual(['database', 2, `${path}: cannot open: permission denied`]);
    }
  });
});

describe('writing that fails', () => {
  test('a lock held for longer than the timeout is named, and nothing is written', () => {
    const file = databasePath();
    const store = openStore(file, { timeoutMs: 100 });
    const other = new Database(file);
    other.exec('BEGIN EXCLUSIVE');
    expectRefusal(file, 'locked by another process for longer than 100 ms', () => store.runs.start(NEW_RUN));
    expectRefusal(file, 'locked by another process', () => store.curves.add([]));
    expect(store.runs.list()).toEqual([]);
    other.exec('ROLLBACK');
    expect(store.runs.start(NEW_RUN)).toBe(1);
    for (const database of [store, other]) database.close();
  });

  test('opening behind an exclusive lock says the same', () => {
    const file = databasePath();
    const other = new Database(file);
    other.exec('BEGIN EXCLUSIVE; CREATE TABLE bookmarks (url TEXT)');
    expectRefusal(file, 'locked by another process for longer than 100 ms', () => openStore(file, { timeoutMs: 100 }));
    other.close();
  });

  test('a full device keeps the state before the batch', () => {
    const file = databasePath();
    const connection = connect(file, 100);
    const evaluations = evaluationsOf(connection);
    runsOf(connection, { host: '', isAlive: () => true }).start(NEW_RUN);
    evaluations.add([evaluation({ seed: 0 })]);
    const pages = Number(connection.prepare('PRAGMA page_count').all()[0]?.page_count);
    connection.prepare(`PRAGMA max_page_count = ${pages + 4}`).all();
    const many = Array.from({ length: 1000 }, (_, seed) => evaluation({ seed: seed + 1 }));
    expectRefusal(file, 'no space left on the device; nothing of this write was kept', () => evaluations.add(many));
    expect(evaluations.ofRun(1)).toEqual([evaluation({ seed: 0 })]);
    connection.close();
  });
});
