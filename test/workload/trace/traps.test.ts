import { describe, expect, test } from 'vitest';
import { eventOf } from '../../../src/workload/trace/event-of-line.js';
import { ftrace } from '../../../src/workload/trace/ftrace.js';
import { perfScript } from '../../../src/workload/trace/perf-script.js';
import { summariseTrace } from '../../../src/workload/trace/summary.js';
import { readTraceRequests } from '../../../src/workload/trace/trace-requests.js';
import { endText, ftraceLine, startText, traceFile } from './trace-file.js';

function lines(...text: string[]): string {
  return traceFile(`${text.join('\n')}\n`);
}

/** The event of an ftrace line. */
function event(text: string) {
  const parsed = ftrace.parse(ftraceLine('1.0', text));
  return parsed && eventOf(parsed, 1);
}

describe('heads of lines', () => {
  test.each([
    'kworker/u4:2',
    'Web Content',
    'a-b-12',
    'x [001] ..... 1',
    '-9 [000] ..... ',
    '(sd-pam)',
    '<...>',
    'ends-in-5 ',
    '-1 [000] 1.2: a',
    'mm_migrate_page',
    'ünï',
    '',
  ])('a task may be called "%s"', (task) => {
    const expected = { pid: 135, cpu: 1, timeNs: 2_649_354_000, event: 'mm_migrate_pages_start' };
    const line = ftrace.parse(ftraceLine('2.649354', startText(), task, 135));
    expect(line).toMatchObject({ ...expected, task });
    const perf = `${task.padStart(16)}   135 [001]     2.649354: migrate:${startText()}`;
    expect(perfScript.parse(perf)).toMatchObject({ ...expected, task: task.trimEnd() });
  });

  test('the columns that options add or remove', () => {
    const text = startText();
    const expected = { task: 'mover', pid: 7, cpu: 2, timeNs: 1_500_000_000, event: 'mm_migrate_pages_start' };
    expect(ftrace.parse(`  mover-7   (    7) [002] d..1.   1.500000: ${text}`)).toMatchObject(expected);
    expect(ftrace.parse(`  mover-7   (-----) [002] .....   1.500000: ${text}`)).toMatchObject(expected);
    expect(ftrace.parse(`  mover-7   [002]   1.500000: mm_migrate_pages_start:   mode=x`)).toMatchObject(expected);
    expect(perfScript.parse(`mover 7/7 [002] 1.500000000:          1 migrate:${text}`)).toMatchObject(expected);
    expect(perfScript.parse(ftraceLine('1.5', text))).toBeNull();
    expect(ftrace.parse(`  mover     7 [002]   1.500000: migrate:${text}`)).toBeNull();
  });
});

describe('fields of events', () => {
  test('6.12 says nr_split, 6.1 does not', () => {
    expect(event(endText({ split: 3 }))).toMatchObject({ kind: 'end', counts: { foliosSplit: 3 } });
    expect(event(endText())).toMatchObject({ kind: 'end', counts: { foliosSplit: null } });
  });

  test('system call arguments are hexadecimal: nr_pages 40 is 64 pages', () => {
    const call = 'sys_move_pages(pid: 0, nr_pages: 40, pages: 7f, nodes: 7e, status: 7d, flags: 2)';
    expect(event(call)).toMatchObject({ kind: 'syscall', name: 'move_pages', phase: 'enter', pagesAsked: 64 });
    const perf = 'mover 7 [001] 1.0: syscalls:sys_enter_move_pages: pid: 0x00000000, nr_pages: 0x00000040, nodes: 0x7e';
    const parsed = perfScript.parse(perf);
    expect(parsed && eventOf(parsed, 1)).toMatchObject({ kind: 'syscall', phase: 'enter', pagesAsked: 64 });
  });

  test('move_pages without nodes is a query and asks for nothing', () => {
    expect(event('sys_move_pages(pid: 0, nr_pages: 40, pages: 7f, nodes: 0, flags: 2)')).toMatchObject({
      pagesAsked: 0,
    });
  });

  test('results are signed', () => {
    expect(event('sys_move_pages -> 0xfffffffffffffff4')).toMatchObject({ phase: 'exit', result: -12 });
    expect(event('sys_move_pages -> 0x10')).toMatchObject({ phase: 'exit', result: 16 });
    expect(event('sys_openat(dfd: ffffff9c, filename: 7f)')).toMatchObject({ kind: 'other' });
  });

  test.each([
    ['reason=3 mode=2 nid=2', 'syscall_or_cpuset', 2],
    ['reason=4 mode=2 nid=0', 'mempolicy_mbind', null],
    ['reason=4 mode=2 nid=-2103443456', 'mempolicy_mbind', null],
    ['reason=3 mode=2 nid=88080384', 'syscall_or_cpuset', null],
    ['reason=5 mode=0 nid=(fault)', 'numa_misplaced', null],
    ['reason=77 mode=0 nid=1', null, null],
  ])('a kprobe with %s', (fields, reason, targetNode) => {
    expect(event(`req: (migrate_pages+0x0/0xc00) ${fields}`)).toMatchObject({ kind: 'probe', reason, targetNode });
  });
});

describe('requests', () => {
  test('begin at their start event, end at the other, and know the target of the kprobe before', async () => {
    const file = lines(
      ftraceLine('1.000000', 'req: (migrate_pages+0x0/0xc00) reason=3 mode=2 nid=2'),
      ftraceLine('1.000010', startText()),
      ftraceLine('1.000500', startText(), 'other', 8),
      ftraceLine('1.001010', endText({ succeeded: 64, failed: 2 })),
      ftraceLine('1.001500', endText({ succeeded: 8 }), 'other', 8),
    );
    const shared = { reason: 'syscall', mode: 'sync', folioBytes: 4096, durationNs: 1_000_000 };
    expect(await readTraceRequests(file)).toEqual([
      { ...shared, timeNs: 0, folios: 64, failedPages: 2, task: 'mover', caller: 0, targetNode: 2 },
      { ...shared, timeNs: 490_000, folios: 8, failedPages: 0, task: 'other', caller: 1, targetNode: null },
    ]);
  });

  test('a kprobe stands in for a start event that was not recorded', async () => {
    const file = lines(
      ftraceLine('1.000000', 'req: (migrate_pages+0x0/0xc00) reason=3 mode=2 nid=1'),
      ftraceLine('1.000700', endText()),
    );
    expect(await readTraceRequests(file)).toMatchObject([{ timeNs: 0, durationNs: 700_000, targetNode: 1 }]);
  });

  test('one reason may run inside another, as compaction does inside an allocation', async () => {
    const compaction = { reason: 'compaction', mode: 'MIGRATE_ASYNC' };
    const file = lines(
      ftraceLine('1.000000', startText()),
      ftraceLine('1.000100', startText(compaction)),
      ftraceLine('1.000300', endText(compaction)),
      ftraceLine('1.000900', endText()),
    );
    expect(await readTraceRequests(file)).toMatchObject([
      { timeNs: 0, durationNs: 900_000, reason: 'syscall', mode: 'sync' },
      { timeNs: 100_000, durationNs: 200_000, reason: 'compaction', mode: 'async' },
    ]);
  });

  test('an end without a beginning is placed at its end, its duration unknown', async () => {
    const file = lines(ftraceLine('1.0', endText()), ftraceLine('2.0', startText()), ftraceLine('3.0', startText()));
    expect(await readTraceRequests(file)).toMatchObject([{ timeNs: 0, durationNs: null, folios: 1 }]);
    expect((await summariseTrace(file)).unpaired).toEqual({ starts: 2, ends: 1 });
  });

  test('THPs and base pages of one request are two entries of one time', async () => {
    const counts = { succeeded: 2 * 512 + 9, failed: 512 + 3, thps: 2, thpsFailed: 2, thpsSplit: 1, split: 1 };
    const file = lines(ftraceLine('1.0', startText()), ftraceLine('1.5', endText(counts)));
    expect(await readTraceRequests(file)).toMatchObject([
      { timeNs: 0, folioBytes: 2 ** 21, folios: 2, failedPages: 512 },
      { timeNs: 0, folioBytes: 4096, folios: 9, failedPages: 3 },
    ]);
    expect((await summariseTrace(file)).byFolioSize).toEqual({ '2MiB': 1, '4KiB': 1 });
  });

  test('one that moved nothing is a failure and no entry', async () => {
    const file = lines(ftraceLine('1.0', endText({ succeeded: 0, failed: 8, thpsFailed: 8, thpsSplit: 8, split: 8 })));
    expect(await readTraceRequests(file)).toEqual([]);
    expect(await summariseTrace(file)).toMatchObject({
      ...{ requests: 1, byFolioSize: {} },
      failures: { requests: 1, movedNothing: 1, pages: 8, thps: 8, thpSplits: 8 },
    });
  });

  test.each([
    ['compaction', 'compaction'],
    ['memory_hotplug', 'memory_hotplug'],
    ['syscall_or_cpuset', 'syscall'],
    ['mempolicy_mbind', 'syscall'],
    ['numa_misplaced', 'numa_misplaced'],
    ['contig_range', 'contig_range'],
    ['longterm_pin', 'longterm_pin'],
    ['demotion', 'demotion'],
    ['damon', 'damon'],
  ])('the kernel reason %s is %s', async (reason, expected) => {
    const [request] = await readTraceRequests(lines(ftraceLine('1.0', endText({ reason }))));
    expect(request?.reason).toBe(expected);
  });

  test('memory_failure is counted as an event and left out with a note', async () => {
    const file = lines(ftraceLine('1.0', endText({ reason: 'memory_failure' })), ftraceLine('2.0', endText()));
    const { events, requests, skipped } = await summariseTrace(file);
    expect({ events, requests }).toEqual({ events: 2, requests: 1 });
    expect(skipped).toEqual([{ line: 1, why: 'a request for memory_failure, which no policy decides' }]);
    const notes: number[] = [];
    expect(await readTraceRequests(file, ({ line }) => notes.push(line))).toHaveLength(1);
    expect(notes).toEqual([1]);
  });
});

describe('losses', () => {
  test.each([
    ['CPU:1 [LOST 113 EVENTS]', 113],
    ['CPU:0 [LOST EVENTS]', 1],
    ['mover     7 [001]     1.200000: PERF_RECORD_LOST lost 12', 12],
  ])('%s', async (line, lost) => {
    const file = lines(ftraceLine('1.0', startText()), line, ftraceLine('2.0', endText()));
    const summary = await summariseTrace(file);
    expect(summary).toMatchObject({ lostEvents: lost, unpaired: { starts: 1, ends: 1 }, skipped: [] });
    expect(summary.missing).toContainEqual(expect.stringContaining(`at least ${lost}`));
  });

  test('events that the header says were overwritten', async () => {
    const header = '# tracer: nop\n#\n# entries-in-buffer/entries-written: 10/25   #P:2\n#';
    const summary = await summariseTrace(lines(header, ftraceLine('1.0', endText())));
    expect(summary).toMatchObject({ overwrittenEvents: 15, lostEvents: 0, requests: 1 });
    expect(summary.missing).toContainEqual(expect.stringMatching(/^overwritten events: 15/));
  });
});
