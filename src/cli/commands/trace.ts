import { resolve } from 'node:path';
import { formatBytes, formatDuration } from '../../core/units.js';
import { table } from '../../report/terminal/table.js';
import { summariseTrace, type TraceSummary } from '../../workload/trace/summary.js';
import { defineCommand } from '../command.js';

type Line = readonly [string, string];

/** Skipped lines that the text shows; --json has the first hundred. */
const SHOWN_SKIPPED = 5;

function counted(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`);
  return parts.join(', ') || 'none';
}

/** One figure after the point of the largest binary unit below the value. */
function roundedBytes(bytes: number): string {
  const unit = 1024 ** Math.floor(Math.log2(Math.max(bytes, 1)) / 10);
  return formatBytes(unit).replace(/^1/, `${Number((bytes / unit).toFixed(1))} `);
}

function failureText({
  requests,
  movedNothing,
  pages,
  thps,
  thpSplits,
  syscallErrors,
}: TraceSummary['failures']): string {
  const errors = Object.keys(syscallErrors).length === 0 ? '' : `; system calls: ${counted(syscallErrors)}`;
  return `${requests} requests (${movedNothing} moved nothing), ${pages} pages, ${thps} THPs, ${thpSplits} splits${errors}`;
}

function perSecondText(rate: number): string {
  return rate < 100 ? String(Number(rate.toPrecision(3))) : rate.toFixed(0);
}

/** Requests per second as a mean and its greatest bin. */
function rateText({ binSeconds, perSecond }: TraceSummary['rate']): string {
  const busiest = perSecond.indexOf(Math.max(...perSecond));
  if (busiest < 0) return 'none';
  const mean = perSecond.reduce((sum, rate) => sum + rate, 0) / perSecond.length;
  const from = formatDuration(busiest * binSeconds * 1e9);
  const bin = formatDuration(binSeconds * 1e9);
  const most = Math.max(...perSecond);
  return `mean ${perSecondText(mean)} requests/s, at most ${perSecondText(most)} in the ${bin} after ${from}`;
}

/** Requests by reason, mode and folio size. */
function trafficText({ traffic }: TraceSummary, columns: number): string {
  type Row = TraceSummary['traffic'][number];
  const list = [
    { title: 'reason', cell: (row: Row) => row.reason },
    { title: 'mode', cell: (row: Row) => row.mode },
    { title: 'folio', cell: (row: Row) => formatBytes(row.folioBytes) },
    { title: 'requests', cell: (row: Row) => row.requests },
    { title: 'folios', cell: (row: Row) => row.folios },
    { title: 'folios a request', cell: (row: Row) => row.meanFolios.toFixed(1) },
    { title: 'moved', cell: (row: Row) => roundedBytes(row.bytes) },
  ];
  return table(list, traffic, columns);
}

function heading(file: string, summary: TraceSummary): readonly Line[] {
  const { format, lines, events, requests, durationSeconds, bytes, lostEvents, overwrittenEvents } = summary;
  return [
    ['file', `${file} (${format}, ${lines} lines)`],
    ['events', `${events} mm_migrate_pages`],
    ['requests', `${requests} in ${formatDuration(durationSeconds * 1e9)}, ${roundedBytes(bytes)} moved`],
    ['rate', rateText(summary.rate)],
    ['reasons', counted(summary.byKernelReason)],
    ['folio sizes', counted(summary.byFolioSize)],
    ['failures', failureText(summary.failures)],
    ['lost', `${lostEvents} events by the ring buffer, ${overwrittenEvents} overwritten before it was read`],
  ];
}

function summaryText(file: string, summary: TraceSummary, columns: number): string {
  const lines = heading(file, summary).map(([name, value]) => `${name.padEnd(13)}${value}`);
  const syscalls = Object.entries(summary.syscalls).map(([name, count]) => ({ name, ...count }));
  if (syscalls.length > 0) {
    const columnList = [
      { title: 'system call', cell: (row: (typeof syscalls)[number]) => row.name },
      { title: 'calls', cell: (row: (typeof syscalls)[number]) => row.calls },
      { title: 'pages asked', cell: (row: (typeof syscalls)[number]) => row.pagesAsked },
    ];
    lines.push('', table(columnList, syscalls, columns));
  }
  lines.push('', trafficText(summary, columns));
  lines.push('', 'What the trace does not say, and what a replay takes instead:');
  lines.push(...summary.gaps.flatMap(({ missing, filledWith }) => [`  ${missing}`, `    -> ${filledWith}`]));
  if (summary.skippedLines > 0) lines.push('', `${summary.skippedLines} lines were skipped, the first of them:`);
  lines.push(...summary.skipped.slice(0, SHOWN_SKIPPED).map(({ line, why }) => `  line ${line}: ${why}`));
  return lines.join('\n');
}

export const command = defineCommand<Record<string, never>>({
  description: `Reads ftrace's text (trace, trace_pipe, trace-cmd report) or perf script's, plain or gzipped, with the
event migrate:mm_migrate_pages and, where recorded, its start, the migrating system calls and a kprobe on
migrate_pages. Says what the trace does not say.`,
  examples: [
    { line: 'trace data/traces/requests-6.1.ftrace.txt.gz', does: 'what was migrated, why, and what failed' },
    { line: 'trace data/traces/lost-6.1.ftrace.txt.gz --json', does: 'the same for a program' },
  ],
  declare: (command) => void command.argument('<file>', 'trace in text form, .gz or not'),
  run: async ({ context, args }) => {
    const file = args[0] ?? '';
    const summary = await summariseTrace(resolve(context.cwd, file));
    return { json: summary, text: summaryText(file, summary, context.terminal.columns) };
  },
});
