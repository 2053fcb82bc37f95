import { closeSync, openSync, writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { RateBins } from '../../../src/workload/trace/rate.js';
import { summariseTrace } from '../../../src/workload/trace/summary.js';
import { endText, ftraceLine, startText, traceFile } from './trace-file.js';

const REQUESTS = 200_000;

/** 400,000 lines: 200,000 promotions of 40 tasks, one every 100 µs, each taking 50 µs. */
function longTrace(): string {
  const file = traceFile('');
  const out = openSync(file, 'w');
  const numa = { mode: 'MIGRATE_ASYNC', reason: 'numa_misplaced' };
  const seconds = (us: number) => `${100 + Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;
  for (let from = 0; from < REQUESTS; from += 1000) {
    const lines = Array.from({ length: 1000 }, (_, k) => {
      const [us, pid] = [(from + k) * 100, 500 + (k % 40)];
      const start = ftraceLine(seconds(us), startText(numa), 'some task', pid);
      return `${start}\n${ftraceLine(seconds(us + 50), endText({ ...numa, split: 0 }), 'some task', pid)}\n`;
    });
    writeSync(out, lines.join(''));
  }
  closeSync(out);
  return file;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the process still holds after a garbage collection [bytes]. */
function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('400,000 lines are summarised in memory that does not grow with them', async () => {
  const file = longTrace();
  const samples: number[] = [];
  const before = held();
  const watch = setInterval(() => samples.push(held()), 200);
  const summary = await summariseTrace(file).finally(() => clearInterval(watch));
  expect(summary).toMatchObject({ lines: 2 * REQUESTS, events: REQUESTS, requests: REQUESTS, skippedLines: 0 });
  expect(summary.unpaired).toEqual({ starts: 0, ends: 0 });
  expect(summary.traffic).toMatchObject([{ reason: 'numa_misplaced', folios: REQUESTS, meanDurationNs: 50_000 }]);
  // One request every 100 µs: 10,000 a second in every bin that the trace fills.
  expect(new Set(summary.rate.perSecond.slice(0, -1))).toEqual(new Set([10_000]));
  // The file has 60 MB; its requests alone would hold more than 30.
  expect(samples.length).toBeGreaterThan(0);
  expect(Math.max(...samples) - before).toBeLessThan(12 * 2 ** 20);
});

test('bins double in width and lose no count', () => {
  const bins = new RateBins(1e9);
  for (const ms of [0, 1, 1, 63, 64, 1000]) bins.add(1e9 + ms * 1e6);
  const { binSeconds, perSecond } = bins.upTo(1e9 + 1000e6);
  expect(binSeconds).toBe(0.016);
  const counts = perSecond.map((rate) => Math.round(rate * binSeconds));
  expect(counts).toHaveLength(63);
  expect([counts[0], counts[3], counts[4], counts[62]]).toEqual([3, 1, 1, 1]);
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(6);
});
