import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARY, PLACES, PROGRAM } from './modules.js';

/*
 * Both sides are built to plain JavaScript before anything is measured, each by the bundler and with the settings of its
 * own commit, so that no loader runs in what is measured.
 */

/** What the program reads beside its code. */
const SHIPPED = ['data', 'experiments', 'models', 'node_modules'];

/** Runs a program to its end. @throws Error with what it printed, where it fails. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} failed in ${cwd}\n${error?.message ?? ''}${stdout}${stderr}`);
}

function bundle(source: string, args: readonly string[]): void {
  run(process.execPath, [join(source, 'node_modules', 'tsup', 'dist', 'cli-default.js'), ...args], source);
}

const PLAIN = ['--no-config', '--format', 'esm', '--target', 'node20', '--platform', 'node', '--silent'];

/** Bundles files by the names they get; what they share is one module, as in the sources. */
export function bundleFiles(source: string, files: Readonly<Record<string, string>>, out: string): void {
  const entries = Object.entries(files).flatMap(([name, file]) => [`--entry.${name}`, file]);
  bundle(source, [...PLAIN, ...entries, '--external', '@tensorflow/tfjs-node', '--out-dir', out]);
}

/** The modules of the table as this source has them; those it lacks are left out, and their cases say so. */
function modulesOf(source: string): Record<string, string> {
  const found = Object.entries(PLACES).map(([name, places]) => [
    name,
    places.find((place) => existsSync(join(source, place))),
  ]);
  return Object.fromEntries(found.filter(([, place]) => place !== undefined));
}

/** Builds the sources of a checkout into `root`, which then looks like an installed package. */
export function buildCheckout(source: string, root: string): void {
  mkdirSync(root, { recursive: true });
  copyFileSync(join(source, 'package.json'), join(root, 'package.json'));
  for (const name of SHIPPED) symlinkSync(join(source, name), join(root, name));
  bundle(source, ['--out-dir', join(root, PROGRAM)]);
  bundleFiles(source, modulesOf(source), join(root, LIBRARY));
}

/** Whether both lock files name the same packages. */
function isSameLock(one: string, other: string): boolean {
  const lock = (source: string) => readFileSync(join(source, 'package-lock.json'), 'utf8');
  return lock(one) === lock(other);
}

/**
 * Extracts a commit's files into `source`. It shares the packages of `from` where both have the same lock file, and
 * installs its own where not.
 * @returns the commit's abbreviated name.
 */
export function extractCommit(from: string, commit: string, source: string): string {
  const name = run('git', ['rev-parse', '--short', '--verify', `${commit}^{commit}`], from).trim();
  mkdirSync(source, { recursive: true });
  const archive = join(source, '..', 'commit.tar');
  run('git', ['archive', '--format=tar', '-o', archive, name], from);
  run('tar', ['-xf', archive, '-C', source], from);
  if (isSameLock(from, source)) symlinkSync(join(from, 'node_modules'), join(source, 'node_modules'));
  else run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'], source);
  return name;
}
