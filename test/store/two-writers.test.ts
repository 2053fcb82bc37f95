import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { databasePath } from './temporary-database.js';

const SCRIPT = fileURLToPath(new URL('write-runs.ts', import.meta.url));
const WRITERS = ['a', 'b'];
const RUNS = 150;

test('two processes create and write one database at once, and every write is there', async () => {
  const file = databasePath();
  const write = (note: string) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', SCRIPT, file, note, `${RUNS}`]);
  await Promise.all(WRITERS.map(write));

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
}, 120_000);
