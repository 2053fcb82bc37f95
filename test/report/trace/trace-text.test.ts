import { describe, expect, it } from 'vitest';
import { traceText } from '../../../src/report/trace/trace-text.js';
import type { TraceSummary } from '../../../src/workload/trace/summary.js';

const SUMMARY: TraceSummary = {
  format: 'ftrace',
  lines: 100,
  events: 9,
  requests: 8,
  byReason: { demotion: 6, syscall: 2 },
  byKernelReason: { syscall_or_cpuset: 2, demotion: 6 },
  byFolioSize: { '4KiB': 8 },
  traffic: [
    {
      reason: 'demotion',
      mode: 'async',
      folioBytes: 4096,
      requests: 6,
      folios: 33,
      bytes: 135_168,
      meanFolios: 5.5,
      meanDurationNs: null,
    },
  ],
  bytes: 1_610_612_736,
  failures: { requests: 2, movedNothing: 1, pages: 40, thps: 1, thpSplits: 0, syscallErrors: { ENOMEM: 1, EBUSY: 3 } },
  lostEvents: 5,
  overwrittenEvents: 0,
  durationSeconds: 2,
  rate: { binSeconds: 0.5, perSecond: [2, 12, 0, 1.5] },
  syscalls: {},
  unpaired: { starts: 0, ends: 0 },
  missing: ['touches'],
  gaps: [{ missing: 'how often pages are touched', filledWith: 'the workload’s own rate' }],
  skipped: [],
  skippedLines: 0,
};
const WIDE = Number.POSITIVE_INFINITY;

describe('a trace', () => {
  it('has a line for each thing that was counted, the commonest of a kind first', () => {
    // Mean rate (2 + 12 + 0 + 1.5) ÷ 4 = 3.875; the second bin begins at 0.5 s. 1.5 GiB is 1610612736 bytes.
    expect(traceText('a.txt', SUMMARY, WIDE).split('\n')).toEqual([
      'file         a.txt (ftrace, 100 lines)',
      'events       9 mm_migrate_pages',
      'requests     8 in 2s, 1.5 GiB moved',
      'rate         mean 3.88 requests/s, at most 12 in the 500ms after 500ms',
      'reasons      demotion 6, syscall_or_cpuset 2',
      'folio sizes  4KiB 8',
      'failures     2 requests (1 moved nothing), 40 pages, 1 THPs, 0 splits; system calls: EBUSY 3, ENOMEM 1',
      'lost         5 events by the ring buffer, 0 overwritten before it was read',
      '',
      'reason    mode   folio  requests  folios  folios a request    moved',
      '--------  -----  -----  --------  ------  ----------------  -------',
      'demotion  async   4KiB         6      33               5.5  132 KiB',
      '',
      'What the trace does not say, and what a replay takes instead:',
      '  how often pages are touched',
      '    -> the workload’s own rate',
    ]);
  });

  it('without a request is a summary too', () => {
    const none = { ...SUMMARY, byKernelReason: {}, byFolioSize: {}, rate: { binSeconds: 1, perSecond: [] }, bytes: 0 };
    const lines = traceText('a.txt', none, WIDE).split('\n');
    expect(lines.slice(2, 6)).toEqual([
      'requests     8 in 2s, 0 B moved',
      'rate         none',
      'reasons      none',
      'folio sizes  none',
    ]);
  });

  it('has a table of system calls where some were recorded, and the first five lines that were skipped', () => {
    const skipped = Array.from({ length: 7 }, (_, k) => ({ line: k + 1, why: 'damaged' }));
    const syscalls = { move_pages: { calls: 3, pagesAsked: 512 } };
    const text = traceText('a.txt', { ...SUMMARY, syscalls, skipped, skippedLines: 9 }, WIDE);
    expect(text).toContain('\nmove_pages       3          512\n');
    expect(text.split('\n').slice(-6)).toEqual([
      '9 lines were skipped, the first of them:',
      ...[1, 2, 3, 4, 5].map((line) => `  line ${line}: damaged`),
    ]);
  });
});
