import { tmpdir } from 'node:os';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FoliotuneError } from '../../../src/core/errors.js';
import { randomStream } from '../../../src/core/random.js';
import { GzipReader } from '../../../src/workload/trace/gzip.js';
import { LineSplitter } from '../../../src/workload/trace/line-splitter.js';
import { summariseTrace } from '../../../src/workload/trace/summary.js';
import { endText, ftraceLine, startText, traceFile } from './trace-file.js';

const GOOD = ftraceLine('1.000000', endText({ succeeded: 4 }));

/** A trace of `n` requests, long enough that gzip does not fit it into one block of the reader. */
function requests(n: number): string {
  const random = randomStream(11, 'trace');
  return Array.from({ length: n }, (_, i) => {
    const seconds = `${1 + Math.floor(i / 1000)}.${String(i % 1000).padStart(3, '0')}000`;
    return `${ftraceLine(seconds, endText({ succeeded: 1 + random.below(511) }), `t${random.below(1e9)}`)}\n`;
  }).join('');
}

async function refusal(file: string): Promise<FoliotuneError> {
  const error = await summariseTrace(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof FoliotuneError)) throw new Error(`no FoliotuneError: ${String(error)}`);
  return error;
}

describe('damaged lines are skipped by number and the rest is used', () => {
  test.each([
    [GOOD.slice(0, 30), 'no event of ftrace or perf script: "mover-7'],
    [GOOD.slice(0, GOOD.indexOf('nr_failed')), 'mm_migrate_pages: reason= is missing'],
    [GOOD.slice(0, -6), 'mm_migrate_pages: unknown reason "syscall_or_"'],
    [GOOD.replace('MIGRATE_SYNC', 'MIGR'), 'mm_migrate_pages: unknown mode "MIGR"'],
    [GOOD.replace('nr_failed=0', 'nr_failed=?'), 'mm_migrate_pages: a count is missing or no number'],
    [GOOD.replace('nr_failed=0 ', ''), 'mm_migrate_pages: a count is missing or no number'],
    [GOOD.replace('thp_succeeded=0', 'thp_succeeded=1'), '1 THPs of 2 MiB do not fit in 4 pages of 4 KiB'],
    [ftraceLine('1.5', startText({ reason: 'whim' })), 'mm_migrate_pages_start: unknown reason "whim"'],
    [ftraceLine('1.5', 'sys_move_pages -> 0xfish'), 'sys_move_pages: no result in "0xfish"'],
    ['\0\0\x07\ufffd mm_migrate_pages: \x1b[2J', 'no event of ftrace or perf script: "???? mm_migrate_pages: ?[2J"'],
  ])('%j', async (damaged, why) => {
    const summary = await summariseTrace(traceFile(`${GOOD}\n${damaged}\n${GOOD}\n`));
    expect(summary.skipped).toEqual([{ line: 2, why: expect.stringContaining(why) }]);
    expect(summary).toMatchObject({ lines: 3, requests: 2, skippedLines: 1 });
    expect(summary.events).toBe(damaged.includes('mm_migrate_pages:') ? 3 : 2);
    expect(summary.missing).toContain('skipped lines: 1 could not be used');
  });

  test('only a hundred are named, all are counted', async () => {
    const { skipped, skippedLines } = await summariseTrace(traceFile(`${GOOD}\n${'rubbish\n'.repeat(250)}`));
    expect([skipped.length, skippedLines]).toEqual([100, 250]);
  });

  test('stacks and blank lines between events are no damage', async () => {
    const stack = ['mover-7 [001] ..... 1.0: <stack trace>', ' => migrate_pages', '', '\tffffffff81 f+0x1 ([k])'];
    const { requests, skipped } = await summariseTrace(traceFile([GOOD, ...stack, GOOD].join('\r\n')));
    expect({ requests, skipped }).toEqual({ requests: 2, skipped: [] });
  });
});

describe('gzip', () => {
  test('is known by its first bytes, not by its name', async () => {
    const text = requests(50);
    const plain = await summariseTrace(traceFile(text, 'gz'));
    expect(await summariseTrace(traceFile(gzipSync(text), 'txt'))).toEqual(plain);
    expect(plain.requests).toBe(50);
  });

  test('cut anywhere gives all that zlib can decode', async () => {
    const whole = gzipSync(requests(3000));
    for (const share of [0.01, 0.1, 0.33, 0.5, 0.77, 0.999]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      const reader = new GzipReader();
      const decoded: Buffer[] = [];
      for (let i = 0; i < cut.length; i += 5000) decoded.push(...(await reader.feed(cut.subarray(i, i + 5000))));
      decoded.push(...(await reader.finish()));
      const reference = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
      expect(Buffer.concat(decoded).equals(reference)).toBe(true);
      expect(reader.failure).toBe('unexpected end of file');
    }
  });

  test('a cut trace is used up to the cut, which is said with its line', async () => {
    const whole = gzipSync(requests(3000));
    const cut = whole.subarray(0, Math.floor(whole.length / 2));
    const text = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    const complete = text.split('\n').length - 1;
    const summary = await summariseTrace(traceFile(cut, 'gz'));
    expect(complete).toBeGreaterThan(1000);
    expect(summary.requests).toBe(complete);
    expect(summary.lines).toBe(complete + 1);
    expect(summary.skipped.at(-1)).toEqual({
      line: complete + 1,
      why: 'compressed data ends early (unexpected end of file); lines up to here are used',
    });
  });

  test('damaged inside is used up to the damage', async () => {
    const whole = gzipSync(requests(3000));
    const ruined = Buffer.from(whole).fill(0xff, whole.length / 2, whole.length / 2 + 64);
    const summary = await summariseTrace(traceFile(ruined, 'gz'));
    expect(summary.requests).toBeGreaterThan(1000);
    expect(summary.requests).toBeLessThan(3000);
    expect(summary.skipped.at(-1)?.why).toMatch(/^compressed data ends early/);
  });
});

describe('what is no trace is refused', () => {
  test('a file that is not there, and a folder', async () => {
    expect(await refusal('/nowhere/trace.txt')).toMatchObject({
      ...{ code: 'file-unreadable', exitCode: 2 },
      message: '/nowhere/trace.txt: cannot read: no such file or directory',
    });
    expect((await refusal(tmpdir())).message).toContain('illegal operation on a directory');
  });

  test.each([
    ['an empty file', '', 'line 1: is empty'],
    ['an empty gzip file', gzipSync(''), 'line 1: is empty'],
    ['text of another kind', 'Dear all,\nplease find\n', 'line 1: no line of it is a trace event'],
    ['gzip cut in its header', gzipSync(GOOD).subarray(0, 8), 'compressed data ends early'],
    ['a recording of perf', 'PERFILE2\0\0\0\0', 'line 1: is no trace text'],
    ['a recording of trace-cmd', '\x17\x08Dtracing6\0', 'line 1: is no trace text'],
  ])('%s', async (_, content, message) => {
    const file = traceFile(content);
    const error = await refusal(file);
    expect(error).toMatchObject({ code: 'file-invalid', exitCode: 2, place: { file } });
    expect(error.message).toContain(message);
  });

  test('a binary file, without reading it whole', async () => {
    const random = randomStream(5, 'binary');
    const bytes = Uint8Array.from({ length: 400_000 }, () => random.below(256));
    const error = await refusal(traceFile(bytes, 'bin'));
    expect(error.code).toBe('file-invalid');
    expect(error.message).toMatch(
      /line 1: no line of it is a trace event; no event of ftrace or perf script: "[ -~]*…?"$/,
    );
  });

  test('a header without events is a trace that says what it lacks', async () => {
    const summary = await summariseTrace(traceFile('# tracer: nop\n#\n'));
    expect(summary).toMatchObject({ format: null, events: 0, requests: 0, durationSeconds: 0 });
    expect(summary.missing).toEqual(['requests: the trace holds no mm_migrate_pages event that can be used']);
  });
});

describe('lines', () => {
  test('are the same however the bytes are cut', () => {
    const text = 'ün\r\n\nlast of all';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const splitter = new LineSplitter();
      const lines = [
        ...splitter.push(bytes.subarray(0, cut)),
        ...splitter.push(bytes.subarray(cut)),
        ...splitter.end(),
      ];
      expect(lines).toEqual(['ün', '', 'last of all']);
    }
  });

  test('without an end do not grow', () => {
    const splitter = new LineSplitter();
    const long = Buffer.alloc(10_000, 'x');
    const lines = Array.from({ length: 20 }, () => splitter.push(long)).flat();
    lines.push(...splitter.push(Buffer.from('tail\nnext\n')), ...splitter.end());
    expect(lines.map((line) => line.length)).toEqual([16 * 1024, 4]);
  });
});
