import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { summariseTrace } from '../../../src/workload/trace/summary.js';
import { readTraceRequests } from '../../../src/workload/trace/trace-requests.js';

/**
 * The recorded traces against counts taken with zcat, grep -c and awk: `events` is grep -c 'mm_migrate_pages:', `pages`
 * the sum of nr_succeeded, `failedPages` of nr_failed, `thps` of nr_thp_succeeded, `with4KiB` the events with
 * nr_succeeded > 512 · nr_thp_succeeded, `with2MiB` those with a THP, `seconds` latest − earliest timestamp.
 */
const RECORDED = {
  'fail-6.12.ftrace.txt.gz': {
    ...{ lines: 1116, events: 184, pages: 16950, failedPages: 2415, thps: 23, with4KiB: 151, with2MiB: 6 },
    ...{ seconds: 5.258579, lostEvents: 0, reasons: { syscall_or_cpuset: 184 } },
  },
  'lost-6.1.ftrace.txt.gz': {
    ...{ lines: 1631, events: 12, pages: 768, failedPages: 0, thps: 0, with4KiB: 12, with2MiB: 0 },
    ...{ seconds: 0.252973, lostEvents: 113 + 338, reasons: { syscall_or_cpuset: 12 } },
  },
  'mixed-6.1.ftrace.txt.gz': {
    ...{ lines: 8917, events: 4250, pages: 36134, failedPages: 1, thps: 48, with4KiB: 4216, with2MiB: 33 },
    ...{ seconds: 8.368059, lostEvents: 0 },
    reasons: { syscall_or_cpuset: 71, mempolicy_mbind: 32, numa_misplaced: 4139, compaction: 8 },
  },
  'move-6.12.perf-script.txt.gz': {
    ...{ lines: 128, events: 64, pages: 4096, failedPages: 0, thps: 0, with4KiB: 64, with2MiB: 0 },
    ...{ seconds: 0.09975, lostEvents: 0, reasons: { syscall_or_cpuset: 64 } },
  },
  'requests-6.1.ftrace.txt.gz': {
    ...{ lines: 4084, events: 674, pages: 90497, failedPages: 0, thps: 128, with4KiB: 602, with2MiB: 72 },
    ...{ seconds: 5.328891, lostEvents: 0, reasons: { syscall_or_cpuset: 666, mempolicy_mbind: 8 } },
  },
  'tier-small-6.12.ftrace.txt.gz': {
    ...{ lines: 11440, events: 5713, pages: 12773, failedPages: 0, thps: 0, with4KiB: 5713, with2MiB: 0 },
    ...{ seconds: 5.133883, lostEvents: 0, reasons: { numa_misplaced: 5596, demotion: 117 } },
  },
  'tier-thp-6.12.ftrace.txt.gz': {
    ...{ lines: 2513, events: 1155, pages: 566227, failedPages: 0, thps: 1103, with4KiB: 55, with2MiB: 1103 },
    ...{ seconds: 18.260126, lostEvents: 0, reasons: { numa_misplaced: 573, demotion: 582 } },
  },
};

function recorded(name: string): string {
  return fileURLToPath(new URL(`../../../data/traces/${name}`, import.meta.url));
}

describe.each(Object.entries(RECORDED))('%s', (name, counted) => {
  test('summarises to the counts that grep and awk give', async () => {
    const summary = await summariseTrace(recorded(name));
    const thpFolios = summary.traffic.filter((row) => row.folioBytes === 2 ** 21).reduce((n, row) => n + row.folios, 0);
    expect(summary).toMatchObject({ lines: counted.lines, events: counted.events, requests: counted.events });
    expect(summary.byKernelReason).toEqual(counted.reasons);
    expect(summary.byFolioSize['4KiB'] ?? 0).toBe(counted.with4KiB);
    expect(summary.byFolioSize['2MiB'] ?? 0).toBe(counted.with2MiB);
    expect(summary.bytes).toBe(counted.pages * 4096);
    expect(thpFolios).toBe(counted.thps);
    expect(summary.failures.pages).toBe(counted.failedPages);
    expect(summary.lostEvents).toBe(counted.lostEvents);
    expect(summary.durationSeconds).toBeCloseTo(counted.seconds, 6);
    expect(summary.skipped).toEqual([]);
  });

  test('holds every request once in its rates and reasons', async () => {
    const { byReason, rate, requests } = await summariseTrace(recorded(name));
    const inBins = rate.perSecond.reduce((sum, perSecond) => sum + perSecond * rate.binSeconds, 0);
    expect(inBins).toBeCloseTo(requests, 6);
    expect(Object.values(byReason).reduce((sum, n) => sum + n, 0)).toBe(requests);
    expect(rate.perSecond.length).toBeLessThanOrEqual(64);
    expect(rate.perSecond.length * rate.binSeconds).toBeGreaterThanOrEqual(counted.seconds);
  });

  test('reads as requests that move the same bytes in the order of time', async () => {
    const requests = await readTraceRequests(recorded(name));
    expect(requests).toHaveLength(counted.with4KiB + counted.with2MiB);
    expect(requests.reduce((sum, request) => sum + request.folios * request.folioBytes, 0)).toBe(counted.pages * 4096);
    expect(requests[0]?.timeNs).toBe(0);
    expect(requests.every((request, i) => i === 0 || request.timeNs >= (requests[i - 1]?.timeNs ?? 0))).toBe(true);
    expect(requests.every((request) => request.folios >= 1)).toBe(true);
  });
});

describe('what single traces hold', () => {
  test('the kprobe names the target of move_pages and migrate_pages and of no mbind', async () => {
    const requests = await readTraceRequests(recorded('requests-6.1.ftrace.txt.gz'));
    const byNode = (node: number | null) => requests.filter((request) => request.targetNode === node).length;
    expect([0, 1, 2, 3, null].map(byNode)).toEqual([333, 5, 320, 8, 8]);
    const { missing } = await summariseTrace(recorded('requests-6.1.ftrace.txt.gz'));
    expect(missing).toContainEqual(expect.stringMatching(/^target nodes: of 8 of 674 requests/));
    expect(missing).toContainEqual(expect.stringMatching(/^source nodes: of all 674 requests/));
    expect(missing).toContainEqual(expect.stringMatching(/^touch rates/));
  });

  test('system calls of a full target fail with ENOMEM, and split THPs are told from whole ones', async () => {
    const { failures, syscalls } = await summariseTrace(recorded('fail-6.12.ftrace.txt.gz'));
    expect(failures).toEqual({
      ...{ requests: 113, movedNothing: 27, pages: 2415, thps: 25, thpSplits: 21 },
      syscallErrors: { ENOMEM: 26 },
    });
    expect(syscalls).toEqual({ move_pages: { calls: 368, pagesAsked: 18480 } });
  });

  test('a beginning before a loss is not paired with an end after it', async () => {
    const lost = recorded('lost-6.1.ftrace.txt.gz');
    const summary = await summariseTrace(lost);
    // 13 beginnings, 12 ends; one end was lost, and one request spans `CPU:0 [LOST 338 EVENTS]`.
    expect(summary.unpaired).toEqual({ starts: 2, ends: 1 });
    expect(summary.missing).toContainEqual(expect.stringMatching(/^durations: of 1 of 12 requests/));
    expect((await readTraceRequests(lost)).filter((request) => request.durationNs === null)).toHaveLength(1);
  });

  test('perf script times the same as ftrace: the first request of task 178 takes 12.243 ms', async () => {
    const [first] = await readTraceRequests(recorded('move-6.12.perf-script.txt.gz'));
    expect(first).toEqual({
      ...{ timeNs: 0, reason: 'syscall', mode: 'sync', folioBytes: 4096, folios: 64, failedPages: 0 },
      ...{ durationNs: 12_243_000, task: 'mpbench', caller: 0, targetNode: null },
    });
  });

  test('promotion moves one folio a request, demotion up to 64 pages', async () => {
    const requests = await readTraceRequests(recorded('tier-small-6.12.ftrace.txt.gz'));
    const folios = (reason: string) => requests.filter((r) => r.reason === reason).map((r) => r.folios);
    expect(new Set(folios('numa_misplaced'))).toEqual(new Set([1]));
    expect(Math.max(...folios('demotion'))).toBe(64);
  });
});
