import type { Mode } from '../../migration/vocabulary.js';
import type {
  DamagedEvent,
  EndEvent,
  LostEvent,
  OfTask,
  PageCounts,
  ProbeEvent,
  StartEvent,
  SyscallEvent,
  TaskEvent,
} from './events.js';
import { type KernelReason, kernelMode, kernelReason, kernelReasonOfNumber } from './kernel-names.js';
import { argumentsOf, fieldsOf, type TraceLine } from './line.js';

type Fields = ReadonlyMap<string, string>;

const MIGRATING_CALLS: ReadonlySet<string> = new Set(['move_pages', 'migrate_pages', 'mbind']);

/** MAX_NUMNODES of the widest distribution kernels. */
const MOST_NODES = 1024;

function reasonAndMode(fields: Fields): { reason: KernelReason; mode: Mode } | string {
  const reason = kernelReason(fields.get('reason') ?? '');
  const mode = kernelMode(fields.get('mode') ?? '');
  if (!reason) return fields.has('reason') ? `unknown reason "${fields.get('reason')}"` : 'reason= is missing';
  if (!mode) return fields.has('mode') ? `unknown mode "${fields.get('mode')}"` : 'mode= is missing';
  return { reason, mode };
}

function count(fields: Fields, name: string): number {
  const text = fields.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function pageCounts(fields: Fields): PageCounts | string {
  const counts = {
    pagesMoved: count(fields, 'nr_succeeded'),
    pagesFailed: count(fields, 'nr_failed'),
    thpsMoved: count(fields, 'nr_thp_succeeded'),
    thpsFailed: count(fields, 'nr_thp_failed'),
    thpsSplit: count(fields, 'nr_thp_split'),
    foliosSplit: fields.has('nr_split') ? count(fields, 'nr_split') : null,
  };
  return Object.values(counts).some(Number.isNaN) ? 'a count is missing or no number' : counts;
}

/** Only move_pages, migrate_pages and cpusets pass a target node first: all of them say syscall_or_cpuset. */
function trustedNode(reason: KernelReason | null, nid: string): number | null {
  const node = /^\d+$/.test(nid) ? Number(nid) : MOST_NODES;
  return reason === 'syscall_or_cpuset' && node < MOST_NODES ? node : null;
}

function probe(of: OfTask, fields: Fields): ProbeEvent {
  const reason = kernelReasonOfNumber(count(fields, 'reason'));
  return { kind: 'probe', ...of, reason, targetNode: trustedNode(reason, fields.get('nid') ?? '') };
}

function entered(of: OfTask, name: string, text: string): SyscallEvent {
  const args = argumentsOf(text);
  const moves = name === 'move_pages' && args.get('nodes') !== 0n;
  const pagesAsked = moves ? Number(args.get('nr_pages') ?? 0n) : 0;
  return { kind: 'syscall', ...of, name, phase: 'enter', pagesAsked, result: 0 };
}

function left(of: OfTask, name: string, text: string): SyscallEvent | DamagedEvent {
  if (!/^(?:0x)?[0-9a-f]{1,16}$/.test(text)) return damaged(of.line, `sys_${name}: no result in "${text}"`);
  const result = Number(BigInt.asIntN(64, BigInt(text.startsWith('0x') ? text : `0x${text}`)));
  return { kind: 'syscall', ...of, name, phase: 'exit', pagesAsked: 0, result };
}

function damaged(line: number, why: string): DamagedEvent {
  return { kind: 'damaged', line, why };
}

function started(of: OfTask, fields: Fields): StartEvent | DamagedEvent {
  const why = reasonAndMode(fields);
  if (typeof why === 'string') return damaged(of.line, `mm_migrate_pages_start: ${why}`);
  return { kind: 'start', ...of, ...why };
}

function ended(of: OfTask, fields: Fields): EndEvent | DamagedEvent {
  const why = reasonAndMode(fields);
  const counts = pageCounts(fields);
  if (typeof why === 'string') return damaged(of.line, `mm_migrate_pages: ${why}`);
  if (typeof counts === 'string') return damaged(of.line, `mm_migrate_pages: ${counts}`);
  return { kind: 'end', ...of, ...why, counts };
}

/** The typed event of a line; those that say nothing of migration are `other`. */
export function eventOf(line: TraceLine, number: number): TaskEvent | DamagedEvent {
  const of = { line: number, task: line.task, pid: line.pid, timeNs: line.timeNs };
  if (line.event === 'mm_migrate_pages_start') return started(of, fieldsOf(line.text));
  if (line.event === 'mm_migrate_pages') return ended(of, fieldsOf(line.text));
  const [, phase, name = ''] = /^sys_(enter|exit)_(\w+)$/.exec(line.event) ?? [];
  if (MIGRATING_CALLS.has(name)) return phase === 'enter' ? entered(of, name, line.text) : left(of, name, line.text);
  if (line.text.startsWith('(') && line.text.includes(' nid=')) return probe(of, fieldsOf(line.text));
  return { kind: 'other', ...of };
}

/** `CPU:0 [LOST 113 EVENTS]`, the same without a number (at least one), and perf's PERF_RECORD_LOST. */
const LOST = /^CPU:\d+ \[LOST (?:(\d+) )?EVENTS\]$|PERF_RECORD_LOST(?:_SAMPLES)? lost (\d+)/;

export function lostEventOf(line: string, number: number): LostEvent | null {
  const match = LOST.exec(line);
  return match ? { kind: 'lost', line: number, events: Number(match[1] ?? match[2] ?? 1) } : null;
}
