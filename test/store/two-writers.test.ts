import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { NEW_RUN } from './sample-records.js';
import { databasePath } from './temporary-database.js';

/** Runs a script of this folder in a process of its own; fails if it does. */
async function execute(script: string, ...parameters: string[]): Promise<void> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...parameters], { timeout: DEADLINE_MS });
}

const WRITERS = ['a', 'b'];
const RUNS = 150;
const DATABASES = 200;
/** Of a child process; far more than it takes. */
const DEADLINE_MS = 60_000;

test(
  'two processes create and write one database at once, and every write is there',
  async () => {
    const file = databasePath();
    await Promise.all(WRITERS.map((note) => execute('write-runs.ts', file, note, `${RUNS}`)));

    const store = openStore(file);
    for (const writer of WRITERS) {
      const runs = store.runs.list().filter(({ note }) => note === writer);
      expect(runs.map(({ seed }) => seed)).toEqual(Array.from({ length: RUNS }, (_, i) => RUNS - 1 - i));
      expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['interrupted']));
      for (const { id, seed } of runs) {
        expect(store.curves.ofRun(id)).toEqual([{ runId: id, metric: 'score', step: seed, value: id }]);
      }
    }
    expect(store.runs.list()).toHaveLength(WRITERS.length * RUNS);
    store.close();
  },
  2 * DEADLINE_MS,
);

test(
  'two processes that create the same databases at once do not disturb each other',
  async () => {
    const directory = dirname(databasePath());
    const create = (own: string, other: string) =>
      execute('create-databases.ts', directory, `${DATABASES}`, own, other);
    await Promise.all([create('a', 'b'), create('b', 'a')]);
    for (let i = 0; i < DATABASES; i++) {
      const store = openStore(join(directory, `${i}.db`));
      expect(store.runs.start(NEW_RUN)).toBe(1);
      store.close();
    }
  },
  2 * DEADLINE_MS,
);
