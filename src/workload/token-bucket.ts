/*
 * A rate limit: tokens come in at `rate` up to `depth`; while there are any, a folio passes and takes as many as it has
 * bytes, if need be on credit. So large folios are refused no more often than small ones, and in any time t at most
 * depth + rate · t bytes and one folio pass. Full at time 0; asked in the order of time.
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #depth: number;
  #tokens: number;
  #atNs = 0;

  /** @param rate [bytes/ns] @param depth [bytes] */
  constructor(rate: number, depth: number) {
    this.#rate = rate;
    this.#depth = depth;
    this.#tokens = depth;
  }

  /** Whether a folio of so many bytes passes at this time; it takes its tokens if it does. */
  admits(bytes: number, timeNs: number): boolean {
    this.#tokens = Math.min(this.#depth, this.#tokens + this.#rate * (timeNs - this.#atNs));
    this.#atNs = timeNs;
    if (this.#tokens <= 0) return false;
    this.#tokens -= bytes;
    return true;
  }
}
