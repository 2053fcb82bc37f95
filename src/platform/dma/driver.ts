import type { Registered } from '../../core/registry.js';

/** How a batch learns that its copy is done. `polling` burns the caller's CPU, `interrupt` does not. */
export const COMPLETIONS = ['interrupt', 'polling'] as const;
export type Completion = (typeof COMPLETIONS)[number];

/**
 * How the folios of a batch reach a channel:
 *
 *   per-folio           each is prepared and submitted by itself (dcbm of RFC V1 and V2)
 *   scatter-gather      one list a channel, folios merged where the IOMMU maps them side by side (dcbm of RFC V3)
 *   batch-descriptors   one list of descriptors that the device walks by itself (DSA batch descriptors, SDXI rings)
 */
export const DMA_INTERFACES = ['per-folio', 'scatter-gather', 'batch-descriptors'] as const;
export type DmaInterface = (typeof DMA_INTERFACES)[number];

/**
 * What the driver of a DMA device does whatever the machine: the structure, while rates and costs stand in the
 * platform's file. The law, for the n folios of F bytes that one channel gets:
 *
 *   segments     s = n · ⌈F ÷ segmentBytes⌉                          what is larger than a transfer may be is split
 *   submissions  m = s                             per-folio
 *                  = ⌈s ÷ segmentsPerList⌉         scatter-gather
 *                  = ⌈s ÷ descriptorsPerBatch⌉     batch-descriptors
 *   time         channelSetup · m on the caller's CPU (submitPerFolio in place of channelSetup for each but the
 *                channel's first, where folios are submitted one by one and the platform's file gives it)
 *
 * An engine copies no transfer that is not aligned: the CPU would have to. A platform whose base page is no multiple of
 * `alignment` is refused when it is loaded, so that no folio ever needs that. What exceeds `queueDepth` waits for
 * transfers in front of it, whose time the copy counts already: the depth adds none.
 */
export interface DmaDriver extends Registered {
  /** One line. */
  readonly summary: string;
  /** Where each of the numbers below is read. */
  readonly source: string;
  /** How folios are handed over, unless the platform's file says otherwise of its kernel. */
  readonly submission: DmaInterface;
  /** Who starts the next descriptor of a channel: the device by itself, or the driver after an interrupt. */
  readonly chaining: 'hardware' | 'software';
  /** Ways of completion a platform may say of a device of this driver. */
  readonly completions: readonly Completion[];
  /** When no channel is free a batch waits its turn, or is declined and copied serially. */
  readonly whenFull: 'wait' | 'decline';
  /** Segments that one submission of a scatter-gather list carries; 1 where the driver takes no list. */
  readonly segmentsPerList: number;
  /** Descriptors of one list that the device walks by itself. */
  readonly descriptorsPerBatch: number;
  /** Largest segment [bytes]. */
  readonly segmentBytes: number;
  /** What addresses and lengths must be a multiple of [bytes]. */
  readonly alignment: number;
  /** Submissions that one channel holds until the first is done. */
  readonly queueDepth: number;
}

/** Segments that one submission carries. */
function segmentsPerSubmission(driver: DmaDriver, how: DmaInterface): number {
  return { 'per-folio': 1, 'scatter-gather': driver.segmentsPerList, 'batch-descriptors': driver.descriptorsPerBatch }[
    how
  ];
}

/** Segments of one folio: transfers that the device can make. */
export function segmentsOf(driver: DmaDriver, folioBytes: number): number {
  return Math.ceil(folioBytes / driver.segmentBytes);
}

/** Submissions that hand `folios` folios of a size to one channel. */
export function submissionsOf(driver: DmaDriver, how: DmaInterface, folioBytes: number, folios: number): number {
  const segments = folios * segmentsOf(driver, folioBytes);
  return Math.max(1, Math.ceil(segments / segmentsPerSubmission(driver, how)));
}
