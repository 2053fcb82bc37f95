import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/commands/trace.js';
import { runLine } from './recorded-context.js';

const TRACE = 'data/traces/fail-6.12.ftrace.txt.gz';

describe('trace', () => {
  it('prints the summary as one document with the promised keys', async () => {
    const { exitCode, stdout } = await runLine(`trace ${TRACE} --json`);
    const summary = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    for (const key of ['events', 'requests', 'byReason', 'byFolioSize', 'failures', 'lostEvents', 'durationSeconds']) {
      expect(summary).toHaveProperty(key);
    }
    expect(summary.missing.length).toBeGreaterThan(0);
  });

  it('says the same in words', async () => {
    const { events, byFolioSize } = JSON.parse((await runLine(`trace ${TRACE} --json`)).stdout);
    const { stdout } = await runLine(`trace ${TRACE}`);
    expect(stdout).toMatch(new RegExp(`^events +${events} mm_migrate_pages$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^folio sizes +4KiB ${byFolioSize['4KiB']}, 2MiB ${byFolioSize['2MiB']}$`, 'm'));
    expect(stdout).toContain('What the trace does not say, and what a replay takes instead:');
  });

  it('refuses a file that is not there', async () => {
    const { exitCode, stderr } = await runLine('trace no-such-file.txt');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: .*no-such-file\.txt: cannot read: no such file/);
  });

  it.each(command.examples.map(({ line }) => line))('runs its example "%s"', async (line) => {
    expect((await runLine(line)).exitCode).toBe(0);
  });
});
