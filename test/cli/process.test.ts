import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from './recorded-context.js';

/** The process around the program: exit codes, a closed pipe, Ctrl-C. */
const MAIN = ['--import', 'tsx', 'src/cli/main.ts'];

function endingSignal(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
}

function nextErrorText(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stderr?.once('data', (chunk) => resolve(String(chunk))));
}

describe('the process', () => {
  it('ends with the exit code of the run', () => {
    const run = spawnSync(process.execPath, [...MAIN, 'lst'], { cwd: REPOSITORY, encoding: 'utf8' });
    expect(run.stderr).toBe(`error: unknown command 'lst' (did you mean "list"?)\n`);
    expect(run.status).toBe(2);
  });

  it('is silent when nobody reads its output any more', () => {
    const script = `"$0" ${MAIN.join(' ')} list --json | true; exit "\${PIPESTATUS[0]}"`;
    const run = spawnSync('bash', ['-c', script, process.execPath], { cwd: REPOSITORY, encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });

  it('goes on after the first Ctrl-C and stops at the second', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foliotune-interrupt-'));
    const fifo = join(folder, 'trace.txt');
    execFileSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, [...MAIN, 'trace', fifo], { cwd: REPOSITORY });
    // Opening succeeds once the command has begun to read.
    const writer = await open(fifo, 'w');
    const told = nextErrorText(child);
    child.kill('SIGINT');
    expect(await told).toContain('Ctrl-C again');
    const signal = endingSignal(child);
    child.kill('SIGINT');
    expect(await signal).toBe('SIGINT');
    await writer.close();
    rmSync(folder, { recursive: true });
  });
});
