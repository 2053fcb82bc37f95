/** One event as a trace prints it, whichever tool wrote the line. */
export interface TraceLine {
  /** The task's name (comm); may hold spaces, brackets and dashes. */
  readonly task: string;
  readonly pid: number;
  readonly cpu: number;
  /** The trace clock's time [ns]; whole while it is below 2^53 ns (104 days). */
  readonly timeNs: number;
  /** The event's name without its subsystem; system calls are `sys_enter_NAME` and `sys_exit_NAME`. */
  readonly event: string;
  /** What follows the name. */
  readonly text: string;
}

/** How one tool prints events. */
export interface TraceFormat {
  readonly name: 'ftrace' | 'perf script';
  /** The event on this line, or null where the line is none of this format. */
  parse(line: string): TraceLine | null;
  /** Whether the line belongs to the format without being an event: a stack frame, a banner. */
  ignores(line: string): boolean;
}

/** "2.649354" → 2,649,354,000 [ns]. Digits beyond nanoseconds are dropped. */
export function timestampNs(text: string): number {
  const dot = text.indexOf('.');
  return Number(text.slice(0, dot)) * 1e9 + Number(text.slice(dot + 1, dot + 10).padEnd(9, '0'));
}

const FIELD = /(\w+)=(\S+)/g;

/** The `key=value` pairs of an event's text. */
export function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const match of text.matchAll(FIELD)) fields.set(match[1] ?? '', match[2] ?? '');
  return fields;
}

const ARGUMENT = /(\w+): (?:0x)?([0-9a-f]+)/g;

/**
 * The arguments of a system call. They are hexadecimal in both formats: ftrace prints them without `0x`, so that
 * `nr_pages: 40` is 64 pages; perf script prints `nr_pages: 0x00000040`.
 */
export function argumentsOf(text: string): ReadonlyMap<string, bigint> {
  const values = new Map<string, bigint>();
  for (const match of text.matchAll(ARGUMENT)) values.set(match[1] ?? '', BigInt(`0x${match[2] ?? '0'}`));
  return values;
}
