import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'trace-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;

/** A trace file of the test's own. */
export function traceFile(content: string | Uint8Array, extension = 'txt'): string {
  const file = join(folder, `${++written}.${extension}`);
  writeFileSync(file, content);
  return file;
}

/** Counts of an mm_migrate_pages event, in the kernel's words. */
export interface Counts {
  succeeded?: number;
  failed?: number;
  thps?: number;
  thpsFailed?: number;
  thpsSplit?: number;
  split?: number;
  mode?: string;
  reason?: string;
}

export function endText(counts: Counts = {}): string {
  const { succeeded = 1, failed = 0, thps = 0, thpsFailed = 0, thpsSplit = 0, split } = counts;
  const { mode = 'MIGRATE_SYNC', reason = 'syscall_or_cpuset' } = counts;
  return (
    `mm_migrate_pages: nr_succeeded=${succeeded} nr_failed=${failed} nr_thp_succeeded=${thps} ` +
    `nr_thp_failed=${thpsFailed} nr_thp_split=${thpsSplit} ${split === undefined ? '' : `nr_split=${split} `}` +
    `mode=${mode} reason=${reason}`
  );
}

export function startText({ mode = 'MIGRATE_SYNC', reason = 'syscall_or_cpuset' }: Counts = {}): string {
  return `mm_migrate_pages_start: mode=${mode} reason=${reason}`;
}

/** A line as ftrace prints it. */
export function ftraceLine(seconds: string, text: string, task = 'mover', pid = 7): string {
  return `${task.padStart(16)}-${String(pid).padEnd(7)} [001] .....  ${seconds.padStart(11)}: ${text}`;
}
