import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Set by `.ci/run --long`: properties are tried on more cases, which takes longer. */
const long = process.env.FOLIOTUNE_LONG === 'true';

export default defineConfig({
  root,
  resolve: { alias: long ? [{ find: /^fast-check$/, replacement: `${root}test/long/fast-check.ts` }] : [] },
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what the machine that judges has; tests are written to pass with more.
    maxWorkers: 2,
    testTimeout: long ? 600_000 : 60_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }], `${root}.ci/closing-line.mjs`],
  },
});
