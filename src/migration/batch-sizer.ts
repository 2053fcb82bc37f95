import type { Registered } from '../core/registry.js';
import type { BatchCap } from '../platform/platform.js';
import { batchCapText } from './batch-cap.js';
import type { Mode, Reason } from './vocabulary.js';

/** What the kernel knows of a request before it unmaps the next batch of it. */
export interface SizedRequest {
  readonly reason: Reason;
  readonly mode: Mode;
  /** Size of each folio [bytes]. */
  readonly folioBytes: number;
  /** Whether one PMD maps each of them. */
  readonly pmdMapped: boolean;
  /** Folios of the request that are still to be moved. */
  readonly foliosLeft: number;
}

/** A request that is moved as today's kernel moves it: mainline's batches, each folio copied by the caller. */
export const MAINLINE = 'mainline';

/** What one batch may hold on the offload's path, or that the request does not take that path. */
export type BatchChoice = BatchCap | typeof MAINLINE;

/**
 * Decides what the next batch may hold, before its folios are unmapped. Needs a kernel change: the hook of the offload
 * series runs after unmap, when the batch is cut already, so that no provider can decide this. Keeps no state: a request
 * is cut alike whatever ran before. Where it answers `mainline`, no policy is asked how to copy the batch.
 */
export interface BatchSizer extends Registered {
  /** One line. */
  readonly summary: string;
  capFor(request: SizedRequest): BatchChoice;
}

/** The same cap for everything. */
export function fixedSizer(cap: BatchCap): BatchSizer {
  const name = batchCapText(cap);
  return { name, summary: `${name} whatever the request`, capFor: () => cap };
}
