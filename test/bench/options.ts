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
  --only NAME       this case, or where none is called so, all whose names begin so; may be repeated
  --all             the long ones too
  --rounds N        samples of each case and side (${ROUNDS})
  --json            one JSON document on stdout
  --list            what there is to measure
`;

/** The case of a name; where there is none, all whose names begin so: `train` stands for every training. */
function casesNamed(all: readonly Case[], wanted: string): readonly Case[] {
  const [exact] = all.filter(({ name }) => name === wanted);
  const found = exact ? [exact] : all.filter(({ name }) => name.startsWith(`${wanted}-`));
  if (found.length > 0) return found;
  const names = all.map(({ name }) => name);
  throw new FoliotuneError('name-unknown', `unknown case "${wanted}"`, {
    path: '--only',
    hint: nameHint(wanted, names),
  });
}

/** The named cases, long or not, in the order of `all`; with no name all that are not long, or every one. */
export function chosenCases(all: readonly Case[], only: readonly string[], everything: boolean): readonly Case[] {
  if (only.length === 0) return all.filter(({ isLong }) => everything || !isLong);
  const named = new Set(only.flatMap((name) => casesNamed(all, name)));
  return all.filter((one) => named.has(one));
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
