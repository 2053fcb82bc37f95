import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Case } from '../case.js';

const FILE = 'tier-small-6.12.ftrace.txt.gz';

export const TRACE: Case = {
  name: 'trace-lines',
  what: `lines of data/traces/${FILE} read and summarised`,
  unit: 'lines',
  clock: 'cpu',
  shown: 'rate',
  warmUps: 1,
  repeats: 4,
  open: async (checkout) => {
    const { summariseTrace } = await checkout.load('trace');
    const file = join(checkout.root, 'data', 'traces', FILE);
    const units = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n').length;
    return async () => {
      await summariseTrace(file);
      return { units };
    };
  },
};
