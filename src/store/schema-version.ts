import type Database from 'better-sqlite3';
import { FoliotuneError } from '../core/errors.js';
import { SCHEMA_STEPS } from './schema-steps.js';

/** "FOLI" in SQLite's header: tells our databases from those of other programs. */
const APPLICATION_ID = 0x464f4c49;

function headerNumber(db: Database.Database, pragma: 'user_version' | 'application_id'): number {
  return Number(db.pragma(pragma, { simple: true }));
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/**
 * Refuses, before anything is written, a database that is not ours to change. All is read in one transaction: another
 * process may be creating the same database.
 * @throws FoliotuneError `database`: another program's, or of a newer version.
 */
export function refuseForeign(db: Database.Database, file: string, steps = SCHEMA_STEPS): void {
  const header = db.transaction(() => ({
    ours: headerNumber(db, 'application_id') === APPLICATION_ID,
    version: headerNumber(db, 'user_version'),
    empty: isEmpty(db),
  }));
  const { ours, version, empty } = header();
  if (!ours && (version !== 0 || !empty)) {
    throw new FoliotuneError('database', 'a SQLite database of another program', {
      file,
      hint: 'use another --db FILE',
    });
  }
  if (version > steps.length) {
    throw new FoliotuneError(
      'database',
      `written by a newer foliotune: schema ${version}, known up to ${steps.length}`,
      {
        file,
        hint: 'upgrade foliotune, or use another --db FILE',
      },
    );
  }
}

/** Applies the steps a database has not seen, all or none. The version is read under the write lock. */
export function upgradeSchema(db: Database.Database, file: string, steps = SCHEMA_STEPS): void {
  if (headerNumber(db, 'user_version') === steps.length) return;
  const upgrade = db.transaction(() => {
    refuseForeign(db, file, steps);
    for (const step of steps.slice(headerNumber(db, 'user_version'))) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${steps.length}`);
  });
  upgrade.immediate();
}
