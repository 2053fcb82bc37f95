import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.js';
import { readJson } from '../core/text-file.js';
import { selectBackend } from '../learners/gradient/backend.js';
import type { RunProcess } from '../store/runs.js';

/** What made a result: enough to make it again. */
export interface Provenance {
  readonly versions: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
}

function packageVersion(file: string): string {
  return (readJson(file) as { version: string }).version;
}

/** The commit of the working tree the program lies in; null where it was installed without one. */
function gitCommit(): string | null {
  const root = packageRoot();
  const { status, stdout } = spawnSync('git', ['-C', root, 'rev-parse', '--show-toplevel', 'HEAD'], {
    encoding: 'utf8',
  });
  const [top, commit] = status === 0 ? stdout.split('\n') : [];
  // Of a repository that merely contains an installed copy, the commit would say nothing.
  return top !== undefined && commit && realpathSync(top) === realpathSync(root) ? commit : null;
}

/** @param learns whether a backend takes part, which then is loaded and named. */
export async function provenance(learns: boolean): Promise<Provenance> {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3/package.json');
  const backend = learns ? await selectBackend() : undefined;
  return {
    versions: {
      foliotune: packageVersion(join(packageRoot(), 'package.json')),
      node: process.versions.node,
      'better-sqlite3': packageVersion(sqlite),
      ...(backend ? { backend: `${backend.name} ${backend.version}` } : {}),
    },
    gitCommit: gitCommit(),
  };
}

export function thisProcess(): RunProcess {
  return { pid: process.pid, host: hostname() };
}

/** Wall-clock time for a record; never part of a result. */
export function timestamp(): string {
  return new Date().toISOString();
}
