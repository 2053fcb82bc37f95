import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A path for a database in a new directory that goes away with the test. */
export function databasePath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'foliotune-store-'));
  onTestFinished(() => {
    chmodSync(directory, 0o755);
    rmSync(directory, { recursive: true });
  });
  return join(directory, 'runs.db');
}
