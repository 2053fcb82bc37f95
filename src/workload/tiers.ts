import type { MigrationRequest, Reason } from '../migration/vocabulary.js';
import type { Platform } from '../platform/platform.js';
import { type Heat, heatOf } from './heat.js';

/** The fast node of a machine with memory tiers. */
export const FAST = 0;

/** Its slow node: the first that has no cores (CXL, PMem, GPU memory), on a machine of sockets alone the second one. */
export function slowNode(platform: Platform): number {
  const far = platform.nodes.findIndex(({ cores }) => cores === 0);
  return far === -1 ? 1 : far;
}

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
export function tierRequest(platform: Platform, request: TierRequest, heat: Heat): MigrationRequest {
  const { reason, caller, timeNs, folioBytes, folios, mmCpus } = request;
  const { touchRate, delayRate } = heatOf(heat, folioBytes);
  const slow = slowNode(platform);
  const down = reason === 'demotion';
  return {
    reason,
    caller,
    timeNs,
    folioBytes,
    folios,
    mmCpus,
    source: down ? FAST : slow,
    target: down ? slow : FAST,
    mode: reason === 'syscall' ? 'sync' : 'async',
    owner: caller,
    callerNode: FAST,
    touchRate,
    delayRate,
  };
}
