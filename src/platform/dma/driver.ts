import type { Registered } from '../../core/registry.js';

/** How a batch learns that its copy is done. `polling` burns the caller's CPU, `interrupt` does not. */
export const COMPLETIONS = ['interrupt', 'polling'] as const;
export type Completion = (typeof COMPLETIONS)[number];

/**
 * What the driver of a DMA device does whatever the machine: the structure, while rates and costs stand in the
 * platform's file. Only what acts is here. Folios are aligned and never smaller than a page, so that the engines'
 * limits of alignment and least size cannot bind.
 *
 *   segments of a folio    = ⌈folio ÷ segmentBytes⌉
 *   submissions of a share = ⌈segments of the channel's share ÷ segmentsPerList⌉     each costs channelSetup
 */
export interface DmaDriver extends Registered {
  /** One line. */
  readonly summary: string;
  /** Where each of the numbers below is read. */
  readonly source: string;
  /** Ways of completion a platform may say of a device of this driver. */
  readonly completions: readonly Completion[];
  /** When no channel is free a batch waits its turn, or is declined and copied serially. */
  readonly whenFull: 'wait' | 'decline';
  /** Segments that one submission carries; 1 where there is no bulk submission. */
  readonly segmentsPerList: number;
  /** Largest segment [bytes]. */
  readonly segmentBytes: number;
}

/** Submissions that hand `folios` folios of a size to one channel. */
export function submissionsOf(driver: DmaDriver, folioBytes: number, folios: number): number {
  const segments = folios * Math.ceil(folioBytes / driver.segmentBytes);
  return Math.max(1, Math.ceil(segments / driver.segmentsPerList));
}
