import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { SCHEMA_STEPS } from '../../src/store/schema-steps.js';
import { upgradeSchema } from '../../src/store/schema-version.js';

const FIRST = 'CREATE TABLE folios (pages INTEGER) STRICT';
const SECOND = 'ALTER TABLE folios ADD COLUMN node INTEGER; INSERT INTO folios VALUES (512, 1)';

const tables = (db: Database.Database) => db.prepare('SELECT name FROM sqlite_schema').pluck().all();
const version = (db: Database.Database) => db.pragma('user_version', { simple: true });

describe('schema steps', () => {
  test('each step is applied once, in order', () => {
    const db = new Database(':memory:');
    upgradeSchema(db, 'a.db', [FIRST]);
    upgradeSchema(db, 'a.db', [FIRST, SECOND]);
    upgradeSchema(db, 'a.db', [FIRST, SECOND]);
    expect(version(db)).toBe(2);
    expect(db.prepare('SELECT * FROM folios').all()).toEqual([{ pages: 512, node: 1 }]);
  });

  test('a step that fails leaves the database as it was', () => {
    const db = new Database(':memory:');
    expect(() => upgradeSchema(db, 'a.db', [FIRST, SECOND, 'CREATE TABLE folios (x)'])).toThrow('already exists');
    expect([version(db), tables(db)]).toEqual([0, []]);
  });

  test('a newer version is refused and left alone', () => {
    const db = new Database(':memory:');
    upgradeSchema(db, 'a.db', [FIRST, SECOND]);
    expect(() => upgradeSchema(db, 'a.db', [FIRST])).toThrow(
      'a.db: written by a newer foliotune: schema 2, known up to 1',
    );
    expect(version(db)).toBe(2);
  });

  test('the released steps run', () => {
    const db = new Database(':memory:');
    upgradeSchema(db, 'a.db');
    expect(version(db)).toBe(SCHEMA_STEPS.length);
    expect(tables(db)).toEqual(expect.arrayContaining(['runs', 'curves', 'evaluations', 'tuning_trials', 'policies']));
  });
});
