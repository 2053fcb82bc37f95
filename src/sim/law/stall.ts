/*
 * Progress lost by threads that touch an unmapped folio and wait [core-ns]. A folio is unmapped for D and touched with
 * hazard h; the first touch at time t waits D − t:
 *
 *   stall(D) = ∫₀ᴰ h e^(−ht) (D − t) dt = D − (1 − e^(−hD)) ÷ h
 *
 * The folios of a batch are unmapped and remapped one after the other, so their D run evenly from `first` to `last`;
 * the mean of stall over that range has a closed form too.
 */

/** Below this product of hazard and time the exact form loses its digits and the series h·D²/2 − h²·D³/6 is used. */
const SMALL = 1e-4;

/** Stall of one folio unmapped for `duration` [core-ns], one thread touching it. */
export function stallOf(hazard: number, duration: number): number {
  const x = hazard * duration;
  if (x < SMALL) return (duration * x * (1 - x / 3)) / 2;
  return duration - -Math.expm1(-x) / hazard;
}

/** Below this product of hazard and range the exact mean loses its digits and Simpson's rule is used. */
const NARROW = 1e-3;

/** Mean stall over folios whose blackouts run evenly from `first` to `last` [core-ns]. */
export function meanStall(hazard: number, first: number, last: number): number {
  const [low, high] = first < last ? [first, last] : [last, first];
  const middle = (low + high) / 2;
  const x = hazard * (high - low);
  if (x < NARROW) return (stallOf(hazard, low) + 4 * stallOf(hazard, middle) + stallOf(hazard, high)) / 6;
  const decay = (Math.exp(-hazard * low) * -Math.expm1(-x)) / (hazard * x);
  return middle - 1 / hazard + decay;
}

/*
 * A process has only so many threads: S sums what the folios' waiters would lose if every thread kept running. With a
 * fraction b of T threads blocked over the window W the others touch that much less, b = (S ÷ TW)(1 − b), hence
 *
 *   stall = S ÷ (1 + S ÷ (T·W))        never more than all threads for the whole window
 */
export function saturatedStall(stall: number, threads: number, window: number): number {
  return window > 0 ? stall / (1 + stall / (threads * window)) : 0;
}
