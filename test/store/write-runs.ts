/** Opens argv[2] and stores argv[4] runs with note argv[3], each with a point of its curve. */
import { hostname } from 'node:os';
import { openStore } from '../../src/store/store.js';
import { NEW_RUN } from './sample-records.js';

const [, , file = '', note = '', count = '0'] = process.argv;
const store = openStore(file, { timeoutMs: 60_000 });
for (let i = 0; i < Number(count); i++) {
  store.transaction(() => {
    const runId = store.runs.start({ ...NEW_RUN, note, seed: i, pid: process.pid, host: hostname() });
    store.curves.add([{ runId, metric: 'score', step: i, value: runId }]);
  });
}
store.close();
