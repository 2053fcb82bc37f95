import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { SCENARIOS } from '../../src/env/scenario-registry.js';
import { addRun, environmentHash, type Run } from './run-hash.js';

/*
 * The digest of the simulator's results: one hash a scenario, over several runs of it, to the last bit (run-hash.ts says
 * of what). The short form is a test; the long one takes minutes and is `npm run digest -- --long`. A change of a law
 * renews the committed hashes with `npm run digest -- --renew`, and says in its commit which law changed what.
 */
export type Form = 'short' | 'long';

export type Digests = Readonly<Record<string, string>>;

const FILE = new URL('./digests.json', import.meta.url);
/** Key of the hash of the vector environment, beside those of the scenarios. */
const ENVIRONMENT = 'environment of eight lanes';

/** Scenarios varied by their name, beside the registered ones. */
const VARIED = [
  'zen3-ptdma/tiering-churn-v2?busy=1.5&lost-channels=6',
  'zen3-ptdma/bulk-heavy-v2?rate=2&memoryBound=1.5',
  'xeon-2s-ioat/noisy-neighbour-heavy-v1?shake=7',
] as const;

/** Every so many scenarios one is run with references and as mainline batches; those with accounts or faults always. */
const EVERY: Readonly<Record<Form, number>> = { short: 8, long: 2 };

function isSpecial(scenario: string): boolean {
  return /account|fault|unplug|quota/.test(scenario);
}

/** The runs of one scenario; `place` is its number among all. */
export function runsOf(scenario: string, place: number, form: Form): readonly Run[] {
  const long = form === 'long';
  const plain: Run[] = [
    { scenario, decider: 'random', seed: 5, decisions: long ? 1500 : 120 },
    { scenario, decider: 'queue-aware', seed: 6, decisions: long ? 1500 : 60 },
  ];
  if (long) {
    plain.push({ scenario, decider: 'decline', seed: 5, decisions: 1500 });
    plain.push({ scenario, decider: 'cost-benefit', seed: 5, decisions: 1500 });
    plain.push({ scenario, decider: 'dma', seed: 5, decisions: 1500 });
  }
  if (place % EVERY[form] !== 0 && !isSpecial(scenario)) return plain;
  return [
    ...plain,
    { scenario, decider: 'greedy', seed: 9, decisions: long ? 25 : 5 },
    { scenario, decider: 'lookahead', seed: 9, decisions: long ? 8 : 2 },
    { scenario, decider: 'random', seed: 2, decisions: long ? 200 : 60, batching: 'mainline' },
  ];
}

/** Computes every digest. @param tell is told each one as it is known. */
export async function computeDigests(form: Form, tell: (key: string, digest: string) => void = () => {}) {
  const names = [...SCENARIOS.names, ...VARIED];
  const digests: Record<string, string> = {};
  let decisions = 0;
  const put = (key: string, digest: string): void => {
    digests[key] = digest;
    tell(key, digest);
  };
  for (const [place, scenario] of names.entries()) {
    const hash = createHash('sha256');
    for (const run of runsOf(scenario, place, form)) decisions += await addRun(hash, run);
    put(scenario, hash.digest('hex').slice(0, 16));
  }
  const some = SCENARIOS.names.filter((_, place) => place % 12 === 0);
  put(ENVIRONMENT, await environmentHash(some, form === 'long' ? 400 : 60));
  return { digests: digests as Digests, decisions };
}

export function committedDigests(): Readonly<Record<Form, Digests>> {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

export function commitDigests(form: Form, digests: Digests): void {
  writeFileSync(FILE, `${JSON.stringify({ ...committedDigests(), [form]: digests }, null, 2)}\n`);
}

/** Keys whose digest is not the one that was expected, or that only one side has. */
export function differences(expected: Digests, found: Digests): readonly string[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].filter((key) => expected[key] !== found[key]);
}
