/*
 * How long folios stay unmapped [ns]. The n folios of a batch are unmapped one after the other and come back one after
 * the other, so that their blackouts run evenly from the first folio's to the last one's. With the phases U (unmap),
 * f (flush), S (setup), C (copy), R (remap) of one batch:
 *
 *   offloaded batch    first = U + f + S + C + R/n       last = f + S + C + R
 *   serial copy        first = U + f + (C + R)/n         last = f + C + R
 *
 * A larger batch shares the flush and the set-up among more folios and keeps each of them away for longer: the mean
 * blackout grows with the batch where throughput no longer does.
 */
export interface Blackout {
  readonly first: number;
  readonly last: number;
}

/** What one batch of a request spends in each phase [ns]. */
export interface BatchPhases {
  readonly unmap: number;
  readonly flush: number;
  readonly setup: number;
  readonly copy: number;
  readonly remap: number;
}

/** @param serial whether each folio is remapped as soon as it is copied. */
export function blackoutOf(
  { unmap, flush, setup, copy, remap }: BatchPhases,
  folios: number,
  serial: boolean,
): Blackout {
  const unmapped = flush + setup + copy + remap;
  const first = serial ? unmap + flush + (copy + remap) / folios : unmap + flush + setup + copy + remap / folios;
  return { first, last: unmapped };
}

/** Blackouts of a request's folios, all batches together [ns]. */
export interface RequestBlackout {
  /** Of the first folio of the first batch. */
  readonly first: number;
  /** Over all folios. */
  readonly mean: number;
  /** Of the last folio of the last batch. */
  readonly last: number;
  /** The longest of any folio. */
  readonly longest: number;
}

/** @param batches in order, at least one. */
export function requestBlackout(
  batches: readonly { readonly blackout: Blackout; readonly folios: number }[],
): RequestBlackout {
  let [folios, sum, longest] = [0, 0, 0];
  for (const { blackout, folios: own } of batches) {
    folios += own;
    sum += (own * (blackout.first + blackout.last)) / 2;
    longest = Math.max(longest, blackout.first, blackout.last);
  }
  const first = batches[0]?.blackout.first ?? 0;
  const last = batches.at(-1)?.blackout.last ?? 0;
  return { first, mean: sum / folios, last, longest };
}
