import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { readText } from '../../core/text-file.js';
import type { Exporter, TargetResult } from '../exporter.js';
import { vectorBytes } from '../vector-file.js';
import { type Compiler, compile, DECISION_FLAGS, requireCompilers } from './compiler.js';
import { DECIDE_HEADER, DECIDE_SOURCE, driverSource } from './driver.js';
import { policyHeader } from './header.js';

const SOURCES = ['foliotune_policy.h', 'decide.h', 'decide.c', 'verify.c'] as const;
const VECTORS = 'vectors.bin';

interface Count {
  readonly inputs: number;
  readonly mismatches: number;
}

function runDriver(build: string, vectors: string): Count & { readonly firstMismatch: string } {
  const { status, stdout, stderr } = spawnSync(join(build, 'verify'), [vectors], { encoding: 'utf8' });
  if (status !== 0 && status !== 1) {
    throw new FoliotuneError('check-failed', `the exported code did not run: ${stderr.trim() || 'it was killed'}`);
  }
  return { ...(JSON.parse(stdout) as Count), firstMismatch: stderr.trim() };
}

function checkWith(compiler: Compiler, directory: string, build: string): TargetResult {
  compile(compiler, [...DECISION_FLAGS, '-c', 'decide.c', '-o', 'decide.o'], build);
  compile(
    compiler,
    ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O2', 'verify.c', 'decide.o', '-o', 'verify'],
    build,
  );
  const runs = [join(directory, VECTORS), join(build, VECTORS)].map((vectors) => runDriver(build, vectors));
  const firstMismatch = runs.map((run) => run.firstMismatch).find((text) => text !== '');
  return {
    compiler: compiler.name,
    version: compiler.version,
    flags: DECISION_FLAGS,
    inputs: runs.reduce((sum, { inputs }) => sum + inputs, 0),
    mismatches: runs.reduce((sum, { mismatches }) => sum + mismatches, 0),
    ...(firstMismatch === undefined ? {} : { firstMismatch }),
  };
}

/** One C header for a kernel or a user-space mover, with the program and the vectors that check it. */
export const cExporter: Exporter = {
  name: 'c',
  summary: 'a self-contained integer-only C header in kernel style, with a program that checks it',
  emit: (policy, vectors) => [
    { name: 'foliotune_policy.h', content: policyHeader(policy) },
    { name: 'decide.h', content: DECIDE_HEADER },
    { name: 'decide.c', content: DECIDE_SOURCE },
    { name: 'verify.c', content: driverSource(DECISION_FLAGS) },
    { name: VECTORS, content: vectorBytes(vectors) },
  ],
  check: (directory, vectors, { compilers }) => {
    const found = requireCompilers(compilers);
    const build = mkdtempSync(join(tmpdir(), 'foliotune-verify-'));
    try {
      for (const name of SOURCES) writeFileSync(join(build, name), readText(join(directory, name)));
      writeFileSync(join(build, VECTORS), vectorBytes(vectors));
      return found.map((compiler) => checkWith(compiler, directory, build));
    } finally {
      rmSync(build, { recursive: true, force: true });
    }
  },
};
