import { FoliotuneError } from '../../core/errors.js';
import { eventOf, lostEventOf } from './event-of-line.js';
import type { TraceEvent } from './events.js';
import { ftrace } from './ftrace.js';
import type { TraceFormat, TraceLine } from './line.js';
import { LineSplitter } from './line-splitter.js';
import { perfScript } from './perf-script.js';
import { SkippedLines } from './skipped.js';
import { traceBytes } from './source.js';

/** What a pass over a trace file says beside its events. */
export interface TraceScan {
  readonly format: TraceFormat['name'] | null;
  readonly lines: number;
  /** Lines of the event mm_migrate_pages, damaged ones included. */
  readonly migrateLines: number;
  /** Events that newer ones overwrote in the ring buffer, by the header's `in-buffer/written`. */
  readonly overwrittenEvents: number;
  readonly skipped: SkippedLines;
}

/** A file that yields no event in so many lines is no trace; it is not read to its end. */
const LINES_UNTIL_REFUSED = 10_000;

const WRITTEN = /^# entries-in-buffer\/entries-written: (\d+)\/(\d+)/;

/** Files that recorders write, by their first bytes, and what turns them into text. */
const RECORDINGS = [
  { magic: 'PERFILE2', hint: 'a recording of perf: give the text that `perf script` prints' },
  { magic: '\x17\x08Dtracing', hint: 'a recording of trace-cmd: give the text that `trace-cmd report` prints' },
];

/** The line's beginning in printable ASCII. */
function excerpt(line: string): string {
  const text = line.trim().replace(/[^\x20-\x7e]/g, '?');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Takes an event; what it cannot use of a line it adds to `skipped`. */
export type EventSink = (event: TraceEvent, skipped: SkippedLines) => void;

class Scanner {
  readonly skipped = new SkippedLines();
  readonly #file: string;
  readonly #onEvent: EventSink;
  #format: TraceFormat | null = null;
  #lines = 0;
  #comments = 0;
  #migrateLines = 0;
  #overwrittenEvents = 0;

  constructor(file: string, onEvent: EventSink) {
    this.#file = file;
    this.#onEvent = onEvent;
  }

  line(line: string): void {
    const number = ++this.#lines;
    if (number === 1) this.#refuseRecording(line);
    if (line.startsWith('#')) this.#comment(line);
    else if (line.trim() !== '') this.#event(line, number);
    if (!this.#format && this.skipped.total >= LINES_UNTIL_REFUSED) throw this.#noTrace();
  }

  /** The file ends here, before its own end where `damage` says why. */
  finish(damage: string | null): TraceScan {
    if (damage !== null)
      this.skipped.add(this.#lines, `compressed data ends early (${damage}); lines up to here are used`);
    if (!this.#format && (this.skipped.total > 0 || this.#comments === 0)) throw this.#noTrace();
    return {
      format: this.#format?.name ?? null,
      lines: this.#lines,
      migrateLines: this.#migrateLines,
      overwrittenEvents: this.#overwrittenEvents,
      skipped: this.skipped,
    };
  }

  #comment(line: string): void {
    this.#comments++;
    const [, inBuffer, written] = WRITTEN.exec(line) ?? [];
    if (written !== undefined) this.#overwrittenEvents += Number(written) - Number(inBuffer);
  }

  #event(line: string, number: number): void {
    const lost = lostEventOf(line, number);
    const parsed = lost ? null : this.#parse(line);
    if (lost) this.#onEvent(lost, this.skipped);
    else if (parsed) this.#parsed(parsed, number);
    else this.#unparsed(line, number);
  }

  #parsed(line: TraceLine, number: number): void {
    if (line.event === 'mm_migrate_pages') this.#migrateLines++;
    const event = eventOf(line, number);
    if (event.kind === 'damaged') this.skipped.add(event.line, event.why);
    else this.#onEvent(event, this.skipped);
  }

  /** The format of the line before is tried first. */
  #parse(line: string): TraceLine | null {
    const known = this.#format?.parse(line);
    if (known) return known;
    for (const format of [perfScript, ftrace]) {
      const parsed = format === this.#format ? null : format.parse(line);
      if (!parsed) continue;
      this.#format = format;
      return parsed;
    }
    return null;
  }

  #unparsed(line: string, number: number): void {
    if (line.includes('mm_migrate_pages:')) this.#migrateLines++;
    if (ftrace.ignores(line) || perfScript.ignores(line)) return;
    this.skipped.add(number, `no event of ftrace or perf script: "${excerpt(line)}"`);
  }

  #refuseRecording(line: string): void {
    const recording = RECORDINGS.find(({ magic }) => line.startsWith(magic));
    if (!recording) return;
    const place = { file: this.#file, path: 'line 1', hint: recording.hint };
    throw new FoliotuneError('file-invalid', 'is no trace text', place);
  }

  #noTrace(): FoliotuneError {
    const first = this.skipped.kept[0];
    if (!first) return new FoliotuneError('file-invalid', 'is empty', { file: this.#file, path: 'line 1' });
    return new FoliotuneError('file-invalid', `no line of it is a trace event; ${first.why}`, {
      file: this.#file,
      path: `line ${first.line}`,
      hint: 'give the text of /sys/kernel/tracing/trace, `trace-cmd report` or `perf script`, plain or gzip',
    });
  }
}

/**
 * Reads a kernel trace from its first to its last line, plain or gzip, in flat memory.
 * @param onEvent called for every event in the order of the file; it must not keep them all.
 * @returns the pass's totals and the lines that were left out.
 * @throws FoliotuneError `file-unreadable`, or `file-invalid` where no line is an event.
 */
export async function scanTrace(file: string, onEvent: EventSink): Promise<TraceScan> {
  const scanner = new Scanner(file, onEvent);
  const splitter = new LineSplitter();
  let damage: string | null = null;
  const bytes = traceBytes(file, (why) => {
    damage = why;
  });
  for await (const chunk of bytes) for (const line of splitter.push(chunk)) scanner.line(line);
  for (const line of splitter.end()) scanner.line(line);
  return scanner.finish(damage);
}
