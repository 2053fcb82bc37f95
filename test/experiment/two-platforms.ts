import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplePolicy } from '../policy/sample-policies.js';
import { TINY } from './tiny-experiment.js';

/** Quick scenarios of two platforms, a policy for each of them trained twice, one for both, and rules on next to nothing. */
export const TWO = {
  format: 'foliotune-experiment-1',
  name: 'two',
  scenarios: ['zen3-ptdma/hot-unplug-light-v2', 'zen3-ptdma/gpu-light-v2', 'gh200/hot-unplug-light-v1'],
  generalisation: ['turin-sdxi/hot-unplug-light-v1', 'gh200/hot-unplug-light-v1?shake=1'],
  parts: { unplug: ['*/hot-unplug-*'], nothing: ['*/bulk-*'] },
  learners: [],
  policies: [
    { as: 'own', per: 'platform', policy: 'models/own-{platform}-s{seed}.json', seeds: [1, 2] },
    { as: 'both', policy: 'models/both.json' },
  ],
  rules: ['three-parameter', 'size-threshold'],
  tuneDecisions: 1500,
  evaluation: { seeds: 2, seed: 1 },
  references: { ...TINY.references, arrivals: 4 },
};

/** The policies that it names: nothing learned, all different. */
export function writePolicies(cwd: string): void {
  mkdirSync(join(cwd, 'models'), { recursive: true });
  const names = ['zen3-ptdma', 'gh200'].flatMap((platform) => [`own-${platform}-s1`, `own-${platform}-s2`]);
  [...names, 'both'].forEach((name, index) => {
    writeFileSync(join(cwd, 'models', `${name}.json`), JSON.stringify(samplePolicy('tree', index + 1)));
  });
}
