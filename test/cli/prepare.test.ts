import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPOSITORY } from './recorded-context.js';

/* The preparation in a clone that is installed and built, so that only the link to the program is left to make. */

let clone = '';
const inClone = (...path: readonly string[]): string => join(clone, ...path);
const LINK = (): string => inClone('node_modules', '.bin', 'foliotune');

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'foliotune-clone-'));
  for (const folder of ['.ci', 'src', 'dist', 'node_modules']) mkdirSync(inClone(folder));
  for (const file of ['.ci/prepare.mjs', 'package.json', 'tsconfig.json']) {
    copyFileSync(join(REPOSITORY, file), inClone(file));
  }
  writeFileSync(inClone('package-lock.json'), '{}');
  const lock = createHash('sha256').update('{}').digest('hex');
  const machine = `${process.versions.modules} ${process.platform} ${process.arch}`;
  writeFileSync(inClone('node_modules', '.foliotune-stamp'), `${lock} ${machine}\n`);
  writeFileSync(inClone('dist', 'main.js'), '#!/usr/bin/env node\nconsole.log("with", process.argv[2]);\n', {
    mode: 0o755,
  });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function run(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: clone, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

const prepare = (): string => run(process.execPath, '.ci/prepare.mjs');

describe('the preparation', () => {
  it('puts the program beside the installed tools, once', () => {
    prepare();
    expect(run('bash', '-c', 'PATH="$PWD/node_modules/.bin:$PATH"; cd src; foliotune list')).toBe('with list\n');
    const { ino } = lstatSync(LINK());
    prepare();
    expect(lstatSync(LINK()).ino).toBe(ino);
  });

  it('puts it back where an installation removed it, or another thing stands there', () => {
    prepare();
    rmSync(LINK());
    prepare();
    const target = readlinkSync(LINK());
    rmSync(LINK());
    symlinkSync('gone', LINK());
    prepare();
    expect(readlinkSync(LINK())).toBe(target);
    expect(run(LINK(), 'list')).toBe('with list\n');
  });
});
