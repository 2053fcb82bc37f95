import type { Mode } from '../../migration/vocabulary.js';
import type { EndEvent, PageCounts, ProbeEvent, StartEvent, TraceEvent } from './events.js';
import type { KernelReason } from './kernel-names.js';

/** One call of migrate_pages(), put together from its events. */
export interface KernelRequest {
  /** The line of its mm_migrate_pages event. */
  readonly line: number;
  readonly task: string;
  readonly pid: number;
  readonly reason: KernelReason;
  readonly mode: Mode;
  readonly counts: PageCounts;
  /** When it began, or where no event says so when it ended [ns of the trace clock]. */
  readonly timeNs: number;
  /** From its beginning to its end [ns]; null where the trace does not hold its beginning. */
  readonly durationNs: number | null;
  readonly targetNode: number | null;
}

interface Opening {
  readonly reason: KernelReason | null;
  readonly mode: Mode | null;
  readonly timeNs: number;
  readonly targetNode: number | null;
}

/**
 * Pairs beginnings with ends. A task runs one migrate_pages() at a time, save that reclaim or compaction may run
 * inside it, with another reason: so a task has a stack of open requests, and an end closes the topmost of its own reason and mode.
 * The kprobe fires at the function's entry; it names the target node, and stands in for a start event that was not
 * recorded. Lost events make every open beginning doubtful (the end and the next beginning may be what was lost), so
 * they are all dropped.
 */
export class RequestPairing {
  readonly #open = new Map<number, Opening[]>();
  readonly #probes = new Map<number, ProbeEvent>();
  #startsWithoutEnd = 0;
  #endsWithoutStart = 0;

  /** The request that this event ends, if it ends one. */
  accept(event: TraceEvent): KernelRequest | null {
    if (event.kind === 'end') return this.#end(event);
    if (event.kind === 'start') this.#start(event);
    else if (event.kind === 'probe') this.#probes.set(event.pid, event);
    else if (event.kind === 'lost') this.#forget();
    return null;
  }

  /** Beginnings without an end, those still open included. */
  get startsWithoutEnd(): number {
    return [...this.#open.values()].reduce((sum, stack) => sum + stack.length, this.#startsWithoutEnd);
  }

  get endsWithoutStart(): number {
    return this.#endsWithoutStart;
  }

  #start(event: StartEvent): void {
    const stack = this.#open.get(event.pid) ?? [];
    const kept = stack.filter((open) => open.reason !== event.reason || open.mode !== event.mode);
    this.#startsWithoutEnd += stack.length - kept.length;
    const targetNode = this.#probeOf(event)?.targetNode ?? null;
    kept.push({ reason: event.reason, mode: event.mode, timeNs: event.timeNs, targetNode });
    this.#open.set(event.pid, kept);
  }

  #end(event: EndEvent): KernelRequest {
    const opening = this.#close(event) ?? this.#probeOf(event);
    const began = opening !== null && opening.timeNs <= event.timeNs ? opening : null;
    if (!began) this.#endsWithoutStart++;
    const { line, task, pid, reason, mode, counts } = event;
    return {
      ...{ line, task, pid, reason, mode, counts },
      timeNs: began?.timeNs ?? event.timeNs,
      durationNs: began ? event.timeNs - began.timeNs : null,
      targetNode: began?.targetNode ?? null,
    };
  }

  /** Takes the topmost opening that fits; what lies above it has lost its end. */
  #close(event: EndEvent): Opening | null {
    const stack = this.#open.get(event.pid) ?? [];
    const index = stack.findLastIndex((open) => open.reason === event.reason && open.mode === event.mode);
    if (index < 0) return null;
    const [opening = null, ...above] = stack.splice(index);
    this.#startsWithoutEnd += above.length;
    if (stack.length === 0) this.#open.delete(event.pid);
    return opening;
  }

  /** Takes the task's last kprobe, if it was for this reason. */
  #probeOf(event: StartEvent | EndEvent): Opening | null {
    const probe = this.#probes.get(event.pid);
    this.#probes.delete(event.pid);
    return probe?.reason === event.reason ? { ...probe, mode: event.mode } : null;
  }

  #forget(): void {
    this.#startsWithoutEnd = this.startsWithoutEnd;
    this.#open.clear();
    this.#probes.clear();
  }
}
