import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Set by `.ci/run --long`: properties are tried on more cases, which takes longer. */
const long = process.env.FOLIOTUNE_LONG === 'true';

const HANGS_MS = 1_800_000;

export default defineConfig({
  root,
  resolve: { alias: long ? [{ find: /^fast-check$/, replacement: `${root}test/long/fast-check.ts` }] : [] },
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what the machine that judges has; tests are written to pass with more.
    maxWorkers: 2,
    // A limit is there to end what hangs. How fast the machine is tells nothing about the code: the bench measures that.
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    reporters: [['default', { summary: false }], `${root}.ci/closing-line.mjs`],
  },
});
