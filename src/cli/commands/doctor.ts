import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../../core/package-root.js';
import { readJson } from '../../core/text-file.js';
import { type MachineReport, machineText } from '../../report/machine/machine-text.js';
import { openStore } from '../../store/store.js';
import { type Context, databaseOption, defineCommand } from '../command.js';

/** First line of a program's output, null where it cannot be run. */
function firstLine(context: Context, program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { ...context.env } });
  return status === 0 ? (stdout.split('\n')[0] ?? '').trim() : null;
}

async function backendHere(problems: string[]): Promise<MachineReport['backend']> {
  try {
    const { selectBackend } = await import('../../learners/gradient/backend.js');
    return await selectBackend();
  } catch (error) {
    problems.push(`nothing can be trained: ${(error as Error).message}`);
    return null;
  }
}

function sqliteHere(problems: string[]): MachineReport['sqlite'] {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string };
  const library = `better-sqlite3 ${version}`;
  try {
    openStore(':memory:').close();
    return { library, works: true };
  } catch (error) {
    problems.push(`${library} does not work: ${(error as Error).message}`);
    return { library, works: false };
  }
}

/** Asks for the right to write the file or, where there is none yet, the nearest folder that exists. */
function isWritable(file: string): boolean {
  let place = file;
  while (!existsSync(place)) place = dirname(place);
  try {
    accessSync(place, constants.W_OK);
    return place === file ? statSync(place).isFile() : statSync(place).isDirectory();
  } catch {
    return false;
  }
}

function databaseHere(context: Context, db: string, problems: string[]): MachineReport['database'] {
  const file = resolve(context.cwd, db);
  const writable = isWritable(file);
  if (!writable) problems.push(`${file} cannot be written: runs cannot be stored (name another with --db)`);
  return { file, writable };
}

async function examine(context: Context, db: string): Promise<MachineReport> {
  const problems: string[] = [];
  const root = packageRoot();
  const compilers = {
    gcc: firstLine(context, 'gcc', ['--version']),
    clang: firstLine(context, 'clang', ['--version']),
  };
  const compiler = compilers.gcc ?? compilers.clang;
  return {
    foliotune: (readJson(join(root, 'package.json')) as { version: string }).version,
    commit: firstLine(context, 'git', ['-C', root, 'rev-parse', '--short=12', 'HEAD']),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpus: { count: availableParallelism(), model: cpus()[0]?.model.trim() ?? 'unknown' },
    backend: await backendHere(problems),
    compiler,
    compilers,
    sqlite: sqliteHere(problems),
    database: databaseHere(context, db, problems),
    problems,
    notes:
      compiler === null ? ['no C compiler: `verify` cannot compile what `export` wrote (install gcc or clang)'] : [],
  };
}

export const command = defineCommand<{ db: string }>({
  description: 'Exits with 1 when something is missing that foliotune cannot do without.',
  examples: [
    { line: 'doctor', does: 'what is here, and what is missing' },
    { line: 'doctor --json', does: 'the same for a bug report' },
  ],
  declare: (command) => void command.addOption(databaseOption()),
  run: async ({ context, options }) => {
    const report = await examine(context, options.db);
    return { json: report, text: machineText(report), exitCode: report.problems.length === 0 ? 0 : 1 };
  },
});
