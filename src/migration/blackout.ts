/*
 * How long folios stay unmapped [ns]. The n folios of a batch are unmapped one after the other and come back one after
 * the other, so that their blackouts run evenly from the first folio's to the last one's. With the phases U (unmap),
 * f (flush), S (setup), C (copy), R (remap) of one batch:
 *
 *   offloaded batch    first = U + f + S + C + R/n       last = f + S + C + R
 *   serial copy        first = U + f + S + (C + R)/n     last = f + S + C + R     (S = 0: it wakes nobody)
 *
 * A larger batch shares the flush and the set-up among more folios and keeps each of them away for longer: the mean
 * blackout grows with the batch where throughput no longer does.
 */
export interface Blackout {
  readonly first: number;
  readonly last: number;
}

/** What one batch of a request spends in each phase beside its copy [ns]. */
export interface BatchSoftware {
  readonly unmapNs: number;
  readonly flushNs: number;
  readonly setupNs: number;
  readonly remapNs: number;
}

/**
 * @param copyNs what the batch's copy takes.
 * @param serial whether each folio is remapped as soon as it is copied.
 */
export function blackoutOf(batch: BatchSoftware, copyNs: number, folios: number, serial: boolean): Blackout {
  const { unmapNs, flushNs, setupNs, remapNs } = batch;
  const away = unmapNs + flushNs + setupNs;
  const first = serial ? away + (copyNs + remapNs) / folios : away + copyNs + remapNs / folios;
  return { first, last: flushNs + setupNs + copyNs + remapNs };
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

/** Gathers the blackouts of a request's batches, in order. */
export class BlackoutSum {
  #folios = 0;
  #sum = 0;
  #first = 0;
  #last = 0;
  #longest = 0;

  add({ first, last }: Blackout, folios: number): void {
    if (this.#folios === 0) this.#first = first;
    this.#folios += folios;
    this.#sum += (folios * (first + last)) / 2;
    this.#last = last;
    this.#longest = Math.max(this.#longest, first, last);
  }

  /** Of one batch at least. */
  get all(): RequestBlackout {
    return { first: this.#first, mean: this.#sum / this.#folios, last: this.#last, longest: this.#longest };
  }
}
