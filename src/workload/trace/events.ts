import type { Mode } from '../../migration/vocabulary.js';
import type { KernelReason } from './kernel-names.js';

/** What mm_migrate_pages counts. Pages are base pages of 4 KiB, those of THPs included. */
export interface PageCounts {
  readonly pagesMoved: number;
  /** A THP that was split counts as one page (6.12) or not at all (6.1), whatever became of its pages. */
  readonly pagesFailed: number;
  readonly thpsMoved: number;
  /** Those that were split are included. */
  readonly thpsFailed: number;
  readonly thpsSplit: number;
  /** Large folios split; null where the kernel does not say (6.1). */
  readonly foliosSplit: number | null;
}

export interface OfTask {
  /** Line number in the trace, from 1. */
  readonly line: number;
  readonly task: string;
  readonly pid: number;
  readonly timeNs: number;
}

/** migrate_pages() begins. */
export interface StartEvent extends OfTask {
  readonly kind: 'start';
  readonly reason: KernelReason;
  readonly mode: Mode;
}

/** migrate_pages() has ended: the event that counts as a request. */
export interface EndEvent extends OfTask {
  readonly kind: 'end';
  readonly reason: KernelReason;
  readonly mode: Mode;
  readonly counts: PageCounts;
}

/** A kprobe on migrate_pages() with `reason`, `mode` and `nid`, the first int behind `private`. */
export interface ProbeEvent extends OfTask {
  readonly kind: 'probe';
  readonly reason: KernelReason | null;
  /** The target node, where `nid` can be trusted; null for mbind, whose `private` is no node, and for the untried. */
  readonly targetNode: number | null;
}

export interface SyscallEvent extends OfTask {
  readonly kind: 'syscall';
  readonly name: string;
  readonly phase: 'enter' | 'exit';
  /** Addresses asked to move: nr_pages of move_pages with nodes; 0 for a query and for other calls. */
  readonly pagesAsked: number;
  /** Result on exit, negative for an errno; 0 on entry. */
  readonly result: number;
}

/** The ring buffer overran. Read from a line of its own, without a task. */
export interface LostEvent {
  readonly kind: 'lost';
  readonly line: number;
  readonly events: number;
}

interface OtherEvent extends OfTask {
  readonly kind: 'other';
}

/** A line whose head could be read and whose fields could not; reported, never used. */
export interface DamagedEvent {
  readonly kind: 'damaged';
  readonly line: number;
  readonly why: string;
}

export type TaskEvent = StartEvent | EndEvent | ProbeEvent | SyscallEvent | OtherEvent;
export type TraceEvent = TaskEvent | LostEvent;
