import { createRequire } from 'node:module';

/*
 * fast-check as tests see it where FOLIOTUNE_LONG=true (vitest.config.ts): every property is tried on ten times as many
 * cases as its test says. A test keeps its seed, so what fails here fails again.
 */

type FastCheck = typeof import('fast-check');

const TIMES = 10;
/** What fast-check tries where a test does not say. */
const UNSAID = 100;

// By way of CommonJS: an import of this name would lead back here.
const original = createRequire(import.meta.url)('fast-check') as FastCheck;

const assert = ((...[property, parameters]: Parameters<FastCheck['assert']>) =>
  original.assert(property, {
    ...parameters,
    numRuns: TIMES * (parameters?.numRuns ?? UNSAID),
  })) as FastCheck['assert'];

export default { ...original, assert };
