import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';

const root = process.argv[2];
const { growTree } = await import(`${root}/src/learners/tree/grow-tree.ts`);
const dump = deserialize(readFileSync('/tmp/D/dump.bin')) as any[];
if (process.argv[3])
  for (const d of dump) console.log(d.states.length, d.states[0].costs.length, d.options.features.length);
for (let k = 0; k < 4; k++) {
  const c = process.cpuUsage();
  let cost = 0;
  for (const { states, options } of dump) cost += growTree(states, options).cost(options.leaves);
  const u = process.cpuUsage(c);
  console.log(root, ((u.user + u.system) / 1e3).toFixed(0), 'ms cpu', cost);
}
