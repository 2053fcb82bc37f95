import type { MigrationRequest, Reason } from '../migration/vocabulary.js';
import { type Heat, heatOf } from './heat.js';

/** Nodes of a machine with memory tiers, and the sizes that migrate between them. */
export const FAST = 0;
export const SLOW = 1;

/** A THP with 4 KiB base pages; with 64 KiB ones a folio of order 5 [bytes]. */
export const THP = 2 ** 21;

/** What tiering says of a request itself; nodes and mode follow from its reason. */
export interface TierRequest {
  readonly reason: Reason;
  readonly caller: number;
  readonly timeNs: number;
  readonly folioBytes: number;
  readonly folios: number;
  readonly mmCpus: number;
}

/** A request between the tiers: demotion goes down, all else up. */
export function tierRequest(request: TierRequest, heat: Heat): MigrationRequest {
  const { reason, caller, folioBytes } = request;
  const down = reason === 'demotion';
  return {
    ...request,
    source: down ? FAST : SLOW,
    target: down ? SLOW : FAST,
    mode: reason === 'syscall' ? 'sync' : 'async',
    owner: caller,
    callerNode: FAST,
    ...heatOf(heat, folioBytes),
  };
}
