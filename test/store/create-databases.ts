/**
 * Opens argv[3] new databases in the directory argv[2], one after the other, and closes them. Before each it waits for
 * the other process at a pair of marker files: argv[4] is its own mark, argv[5] the other's.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.js';

const [, , directory = '', count = '0', own = '', other = ''] = process.argv;
for (let i = 0; i < Number(count); i++) {
  writeFileSync(join(directory, `${i}.${own}`), '');
  while (!existsSync(join(directory, `${i}.${other}`)));
  openStore(join(directory, `${i}.db`), { timeoutMs: 60_000 }).close();
}
