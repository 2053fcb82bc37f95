import type { Mode, Reason } from '../../migration/vocabulary.js';
import { type PolicyRequest, policyRequest } from './policy-request.js';
import { RequestPairing } from './requests.js';
import { scanTrace } from './scan.js';
import type { SkippedLine } from './skipped.js';

/**
 * Folios of one size that one kernel request moved. Nodes, touch rates and owners are not in a trace: who replays it
 * brings them.
 */
export interface TraceRequest {
  /** Since the trace's first request [ns]. */
  readonly timeNs: number;
  /** How long the recording kernel took for the whole request [ns]; null where the trace does not hold its beginning. */
  readonly durationNs: number | null;
  readonly reason: Reason;
  readonly mode: Mode;
  /** 4 KiB, or 2 MiB for THPs. */
  readonly folioBytes: number;
  /** Folios moved, at least 1. */
  readonly folios: number;
  /** The task's name. */
  readonly task: string;
  /** The task's number, counted from 0 in the order of first requests. */
  readonly caller: number;
  /** Node number in the recorded machine; null where unknown. */
  readonly targetNode: number | null;
  /** Base pages that the request failed to move beside these. */
  readonly failedPages: number;
}

function byTime(a: PolicyRequest, b: PolicyRequest): number {
  return a.kernel.timeNs - b.kernel.timeNs || a.kernel.line - b.kernel.line;
}

function entries(request: PolicyRequest, caller: number, firstNs: number): TraceRequest[] {
  const { timeNs, durationNs, mode, task, targetNode } = request.kernel;
  const shared = { timeNs: timeNs - firstNs, durationNs, reason: request.reason, mode, task, caller, targetNode };
  return request.groups.map((group) => ({ ...shared, ...group }));
}

/**
 * The requests of a trace in the order of their beginnings. A request with THPs and base pages gives two entries with
 * the same time; one that moved nothing gives none.
 * @param onSkip told of the first hundred lines that could not be used.
 * @throws FoliotuneError `file-unreadable`, or `file-invalid` where no line is an event.
 */
export async function readTraceRequests(
  file: string,
  onSkip: (skipped: SkippedLine) => void = () => {},
): Promise<TraceRequest[]> {
  const pairing = new RequestPairing();
  const requests: PolicyRequest[] = [];
  const scan = await scanTrace(file, (event, skipped) => {
    const ended = pairing.accept(event);
    const request = ended && policyRequest(ended);
    if (typeof request === 'string') skipped.add(event.line, request);
    else if (request && request.groups.length > 0) requests.push(request);
  });
  scan.skipped.kept.forEach(onSkip);
  requests.sort(byTime);
  const firstNs = requests[0]?.kernel.timeNs ?? 0;
  const callers = new Map<number, number>();
  return requests.flatMap((request) => {
    const caller = callers.get(request.kernel.pid) ?? callers.size;
    callers.set(request.kernel.pid, caller);
    return entries(request, caller, firstNs);
  });
}
