#!/usr/bin/env node
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.js';
import { readJson } from '../core/text-file.js';
import type { Context } from './command.js';
import { COMMANDS } from './commands/index.js';
import { runProgram } from './program.js';

/** The process itself, as a context. The only file that exits. */

let interrupted = false;

// Heard once: the second Ctrl-C meets no listener and ends the process.
process.once('SIGINT', () => {
  interrupted = true;
  process.stderr.write('\nfinishing the step at hand; Ctrl-C again to stop at once\n');
});

// A reader that has seen enough (`foliotune list | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const context: Context = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  terminal: {
    stdout: process.stdout.isTTY === true,
    stderr: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? process.stderr.columns ?? 100,
  },
  isInterrupted: () => interrupted,
};

const { version } = readJson(join(packageRoot(), 'package.json')) as { version: string };
const exitCode = await runProgram(COMMANDS, version, process.argv.slice(2), context);
// What was written has left before the process does.
process.stdout.write('', () => process.exit(exitCode));
