import { formatBytes } from '../../core/units.js';
import type { Reason } from '../../migration/vocabulary.js';
import type { SyscallEvent, TaskEvent, TraceEvent } from './events.js';
import { FailureCount, type Failures } from './failures.js';
import { type Gap, gapsOf } from './gaps.js';
import type { KernelReason } from './kernel-names.js';
import { type PolicyRequest, policyRequest } from './policy-request.js';
import { type Rate, RateBins } from './rate.js';
import { type KernelRequest, RequestPairing } from './requests.js';
import { scanTrace, type TraceScan } from './scan.js';
import type { SkippedLine, SkippedLines } from './skipped.js';
import { type TraceTraffic, TrafficTable } from './traffic.js';

/** Calls of one migrating system call. */
interface SyscallCount {
  readonly calls: number;
  /** Addresses that move_pages was asked to move; its queries, and other calls, ask for none. */
  readonly pagesAsked: number;
}

export interface TraceSummary {
  readonly format: TraceScan['format'];
  readonly lines: number;
  /** Lines of the event mm_migrate_pages, damaged ones included. */
  readonly events: number;
  /** Those of them that could be used. */
  readonly requests: number;
  /** Requests by reason; they add up to `requests`. */
  readonly byReason: Partial<Record<Reason, number>>;
  /** Requests by the kernel's own name of the reason. */
  readonly byKernelReason: Partial<Record<KernelReason, number>>;
  /** Requests that moved folios of this size ("4KiB", "2MiB"); one that moved both counts under both. */
  readonly byFolioSize: Readonly<Record<string, number>>;
  readonly traffic: readonly TraceTraffic[];
  /** Bytes moved by all requests. */
  readonly bytes: number;
  readonly failures: Failures;
  /** By `[LOST n EVENTS]` lines. */
  readonly lostEvents: number;
  /** By the header: written to the ring buffer and no longer in it. */
  readonly overwrittenEvents: number;
  /** From the earliest to the latest event of any kind. */
  readonly durationSeconds: number;
  /** Requests per second over time, by their beginnings. */
  readonly rate: Rate;
  readonly syscalls: Readonly<Record<string, SyscallCount>>;
  /** Beginnings and ends of requests whose other half is not in the trace. */
  readonly unpaired: { readonly starts: number; readonly ends: number };
  /** What the trace does not say. */
  readonly missing: readonly string[];
  /** The same, each with what the replay workload takes instead. */
  readonly gaps: readonly Gap[];
  /** The first hundred lines that could not be used. */
  readonly skipped: readonly SkippedLine[];
  readonly skippedLines: number;
}

class Summary {
  readonly #pairing = new RequestPairing();
  readonly #traffic = new TrafficTable();
  readonly #failures = new FailureCount();
  readonly #byReason: Partial<Record<Reason, number>> = {};
  readonly #byKernelReason: Partial<Record<KernelReason, number>> = {};
  readonly #byFolioSize: Record<string, number> = {};
  readonly #syscalls: Record<string, SyscallCount> = {};
  #rate: RateBins | null = null;
  #earliestNs = Number.POSITIVE_INFINITY;
  #latestNs = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #withTarget = 0;
  #withDuration = 0;
  #lostEvents = 0;

  accept(event: TraceEvent, skipped: SkippedLines): void {
    if (event.kind === 'lost') this.#lostEvents += event.events;
    else this.#time(event);
    if (event.kind === 'syscall') this.#syscall(event);
    const ended = this.#pairing.accept(event);
    if (!ended) return;
    const request = policyRequest(ended);
    if (typeof request === 'string') skipped.add(ended.line, request);
    else this.#request(request, ended);
  }

  result(scan: TraceScan): TraceSummary {
    const { format, lines, migrateLines, overwrittenEvents, skipped } = scan;
    const traffic = this.#traffic.rows;
    const [requests, lostEvents, skippedLines] = [this.#requests, this.#lostEvents, skipped.total];
    const seen = { requests, lostEvents, overwrittenEvents, skippedLines };
    const gaps = gapsOf({ ...seen, withTarget: this.#withTarget, withDuration: this.#withDuration });
    return {
      format,
      lines,
      events: migrateLines,
      ...seen,
      byReason: this.#byReason,
      byKernelReason: this.#byKernelReason,
      byFolioSize: this.#byFolioSize,
      traffic,
      bytes: traffic.reduce((sum, row) => sum + row.bytes, 0),
      failures: this.#failures.total,
      durationSeconds: Math.max(0, this.#latestNs - this.#earliestNs) / 1e9,
      rate: this.#rate?.upTo(this.#latestNs) ?? { binSeconds: 0, perSecond: [] },
      syscalls: this.#syscalls,
      unpaired: { starts: this.#pairing.startsWithoutEnd, ends: this.#pairing.endsWithoutStart },
      missing: gaps.map(({ missing }) => missing),
      gaps,
      skipped: skipped.kept,
    };
  }

  #time({ timeNs }: TaskEvent): void {
    this.#rate ??= new RateBins(timeNs);
    this.#earliestNs = Math.min(this.#earliestNs, timeNs);
    this.#latestNs = Math.max(this.#latestNs, timeNs);
  }

  #request(request: PolicyRequest, kernel: KernelRequest): void {
    this.#requests++;
    this.#byReason[request.reason] = (this.#byReason[request.reason] ?? 0) + 1;
    this.#byKernelReason[kernel.reason] = (this.#byKernelReason[kernel.reason] ?? 0) + 1;
    for (const { folioBytes } of request.groups) {
      const size = formatBytes(folioBytes);
      this.#byFolioSize[size] = (this.#byFolioSize[size] ?? 0) + 1;
    }
    if (kernel.targetNode !== null) this.#withTarget++;
    if (kernel.durationNs !== null) this.#withDuration++;
    this.#rate?.add(kernel.timeNs);
    this.#traffic.add(request);
    this.#failures.addRequest(kernel);
  }

  #syscall(event: SyscallEvent): void {
    this.#failures.addSyscall(event);
    if (event.phase === 'exit') return;
    const { calls, pagesAsked } = this.#syscalls[event.name] ?? { calls: 0, pagesAsked: 0 };
    this.#syscalls[event.name] = { calls: calls + 1, pagesAsked: pagesAsked + event.pagesAsked };
  }
}

/**
 * Summarises a kernel trace in one pass and flat memory, whatever its length.
 * @throws FoliotuneError `file-unreadable`, or `file-invalid` where no line is an event.
 */
export async function summariseTrace(file: string): Promise<TraceSummary> {
  const summary = new Summary();
  const scan = await scanTrace(file, (event, skipped) => summary.accept(event, skipped));
  return summary.result(scan);
}
