import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FoliotuneError } from '../../src/core/errors.js';
import { table } from '../../src/report/terminal/table.js';
import { buildCheckout, bundleFiles, extractCommit } from './build.js';
import { CASES } from './cases/index.js';
import { type Options, readOptions, USAGE } from './options.js';
import { reportJson, reportText, rowsOf } from './report.js';
import { runRounds, type Side, takeSample } from './rounds.js';

/*
 * `npm run bench`: what is measured and how to read it is in README.md beside this file.
 */

const BENCH = dirname(fileURLToPath(import.meta.url));
const ROOT = join(BENCH, '..', '..');

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Builds this checkout, and the other commit where one is asked for. */
function buildSides({ against }: Options, folder: string): readonly Side[] {
  const here = { name: 'this checkout', root: join(folder, 'this', 'package') };
  say('building this checkout');
  buildCheckout(ROOT, here.root);
  if (against === undefined) return [here];
  say(`building ${against}`);
  const source = join(folder, 'other', 'source');
  const there = { name: extractCommit(ROOT, against, source), root: join(folder, 'other', 'package') };
  buildCheckout(source, there.root);
  return [here, there];
}

function measure(options: Options, folder: string): void {
  const sides = buildSides(options, folder);
  bundleFiles(ROOT, { measure: join('test', 'bench', 'measure.ts') }, join(folder, 'bench'));
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const measuring = { program: join(folder, 'bench', 'measure.js'), bench: BENCH, scratch };
  const { cases, rounds, json } = options;
  const take = (name: string, side: Side) => takeSample(measuring, name, side);
  const rows = rowsOf(
    runRounds(cases, sides, rounds, take, (round, name) => say(`round ${round + 1} of ${rounds}: ${name}`)),
  );
  const document = () => `${JSON.stringify(reportJson(rows, sides, rounds), null, 2)}\n`;
  process.stdout.write(json ? document() : reportText(rows, sides, rounds));
}

function listText(): string {
  const columns = [
    { title: 'case', cell: (one: (typeof CASES)[number]) => one.name },
    { title: 'measures', cell: (one: (typeof CASES)[number]) => `${one.what}${one.isLong ? ' (long)' : ''}` },
  ];
  return `${table(columns, CASES, Number.POSITIVE_INFINITY)}\n`;
}

function main(): void {
  const options = readOptions(process.argv.slice(2), CASES);
  if (options.list) {
    process.stdout.write(listText());
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'foliotune-bench-'));
  try {
    measure(options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  const wrong = error instanceof FoliotuneError ? error.line : (error as Error).message;
  const isUsage =
    error instanceof FoliotuneError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  say(isUsage ? `${wrong}\n${USAGE}` : wrong);
  process.exitCode = isUsage ? 2 : 1;
}
