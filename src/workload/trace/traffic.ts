import type { Mode, Reason } from '../../migration/vocabulary.js';
import type { PolicyRequest } from './policy-request.js';

/** What the requests of one reason, mode and folio size moved together. */
export interface TraceTraffic {
  readonly reason: Reason;
  readonly mode: Mode;
  readonly folioBytes: number;
  /** Requests that moved folios of this size. */
  readonly requests: number;
  readonly folios: number;
  readonly bytes: number;
  /** Mean folios of a request. */
  readonly meanFolios: number;
  /** Mean time the recording kernel took for a request [ns], over those that show it; null where none does. */
  readonly meanDurationNs: number | null;
}

interface Sums {
  readonly reason: Reason;
  readonly mode: Mode;
  readonly folioBytes: number;
  requests: number;
  folios: number;
  timed: number;
  durationNs: number;
}

/** Adds up requests by reason, mode and folio size, in the order of their first appearance. */
export class TrafficTable {
  readonly #rows = new Map<string, Sums>();

  add({ kernel, reason, groups }: PolicyRequest): void {
    for (const { folioBytes, folios } of groups) {
      const row = this.#row(reason, kernel.mode, folioBytes);
      row.requests++;
      row.folios += folios;
      if (kernel.durationNs === null) continue;
      row.timed++;
      row.durationNs += kernel.durationNs;
    }
  }

  get rows(): TraceTraffic[] {
    return [...this.#rows.values()].map(({ timed, durationNs, ...row }) => ({
      ...row,
      bytes: row.folios * row.folioBytes,
      meanFolios: row.folios / row.requests,
      meanDurationNs: timed > 0 ? durationNs / timed : null,
    }));
  }

  #row(reason: Reason, mode: Mode, folioBytes: number): Sums {
    const key = `${reason} ${mode} ${folioBytes}`;
    const row = this.#rows.get(key) ?? { reason, mode, folioBytes, requests: 0, folios: 0, timed: 0, durationNs: 0 };
    this.#rows.set(key, row);
    return row;
  }
}
