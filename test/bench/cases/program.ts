import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Done, Unavailable } from '../case.js';
import type { Checkout } from '../checkout.js';
import { PROGRAM } from '../modules.js';

/** How a program is run. */
export interface Run {
  /** Holds it to one CPU, so that it starts no thread of its own. */
  readonly oneCpu?: boolean;
}

/** An empty folder to run in: what the program writes by a relative path lands there. */
export function emptyFolder({ scratch }: Checkout): string {
  const folder = mkdtempSync(join(scratch, 'run-'));
  mkdirSync(join(folder, 'models'));
  return folder;
}

/** The command that holds a process to the first CPU that it may use. */
function oneCpu(): readonly string[] {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  const first = /list: (\d+)/.exec(stdout ?? '')?.[1];
  if (status !== 0 || first === undefined) throw new Unavailable('one CPU cannot be chosen: no taskset here');
  return ['taskset', '-c', first];
}

function waitFor(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part) => {
      said += part;
    });
    child.on('error', reject).on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command.join(' ')} ended with ${code}\n${said}`));
    });
  });
}

/** Runs Node with arguments in `cwd`; the unit is one run, its CPU time that of the process and its threads. */
export async function runNode(checkout: Checkout, args: readonly string[], cwd: string, how: Run = {}): Promise<Done> {
  const file = join(cwd, 'cpu.json');
  const before = how.oneCpu ? oneCpu() : [];
  const command = [...before, process.execPath, '--require', join(checkout.bench, 'cpu-at-exit.cjs'), ...args];
  await waitFor(command, cwd, { ...process.env, FOLIOTUNE_BENCH_CPU: file });
  const { user, system } = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.CpuUsage;
  return { units: 1, cpuSeconds: (user + system) / 1e6 };
}

/** Runs the checkout's program, as it ships. */
export function runProgram(checkout: Checkout, args: readonly string[], cwd: string, how: Run = {}): Promise<Done> {
  return runNode(checkout, [join(checkout.root, PROGRAM, 'main.js'), ...args], cwd, how);
}
