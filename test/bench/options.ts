import { parseArgs } from 'node:util';
import { FoliotuneError } from '../../src/core/errors.js';
import { nameHint } from '../../src/core/nearest.js';
import type { Case } from './case.js';

/** What the command line asks for. */
export interface Options {
  /** Commit that is built and measured beside this checkout. */
  readonly against: string | undefined;
  readonly rounds: number;
  readonly cases: readonly Case[];
  readonly json: boolean;
  readonly list: boolean;
}

const ROUNDS = 5;

export const USAGE = `npm run bench -- [--against COMMIT] [--only NAME]... [--all] [--rounds N] [--json] [--list]
  --against COMMIT  builds the commit beside this checkout and measures both by turns
  --only NAME       this case, or all whose names begin so; may be repeated
  --all             the long ones too
  --rounds N        samples of each case and side (${ROUNDS})
  --json            one JSON document on stdout
  --list            what there is to measure
`;

/** Cases that are named, or whose names begin so: \`train\` stands for every training. */
export function chosenCases(all: readonly Case[], only: readonly string[], long: boolean): readonly Case[] {
  const matching = (name: string) => (one: Case) => one.name === name || one.name.startsWith(`${name}-`);
  for (const name of only.filter((one) => !all.some(matching(one)))) {
    const hint = nameHint(
      name,
      all.map((one) => one.name),
    );
    throw new FoliotuneError('name-unknown', `unknown case "${name}"`, { path: '--only', hint });
  }
  if (only.length === 0) return all.filter(({ isLong }) => long || !isLong);
  // A short case that is named by itself brings no long one with it.
  const named = (one: Case) =>
    only.some((name) => one.name === name || (matching(name)(one) && (long || !one.isLong || isGroup(all, name))));
  return all.filter(named);
}

/** Whether a name stands for several cases rather than for one. */
function isGroup(all: readonly Case[], name: string): boolean {
  return !all.some((one) => one.name === name);
}

/** @throws FoliotuneError for a case or a number that is none. */
export function readOptions(words: readonly string[], all: readonly Case[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      against: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      all: { type: 'boolean', default: false },
      rounds: { type: 'string', default: String(ROUNDS) },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new FoliotuneError('usage', `must be a whole number from 1 on, got "${values.rounds}"`, { path: '--rounds' });
  const { against, json, list } = values;
  return { against, rounds, json, list, cases: chosenCases(all, values.only, values.all) };
}
