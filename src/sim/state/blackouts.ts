/**
 * How long folios stayed unmapped, batch by batch: the blackouts of a batch's n folios run evenly from the first one's
 * to the last one's (accounts.ts), so that three numbers a batch hold the whole distribution.
 */
export class Blackouts {
  count = 0;
  #folios = new Float64Array(64);
  #low = new Float64Array(64);
  #high = new Float64Array(64);

  /** Adds a batch whose blackouts run from `first` to `last`, in either order [ns]. */
  add(folios: number, first: number, last: number): void {
    if (this.count === this.#folios.length) this.#grow();
    this.#folios[this.count] = folios;
    this.#low[this.count] = Math.min(first, last);
    this.#high[this.count++] = Math.max(first, last);
  }

  clear(): void {
    this.count = 0;
  }

  /** Mean over all folios [ns]; NaN where there is none. */
  mean(): number {
    let sum = 0;
    for (let k = 0; k < this.count; k++) sum += (this.#folios[k] ?? 0) * ((this.#low[k] ?? 0) + (this.#high[k] ?? 0));
    return sum / 2 / this.#all();
  }

  /** The blackout that a share `q` of all folios does not exceed [ns]: exact to a relative 1e-12. NaN where there is none. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    const wanted = q * this.#all();
    let low = 0;
    let high = Math.max(...this.#high.subarray(0, this.count));
    while (high - low > 1e-12 * high) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (this.#upTo(middle) >= wanted) high = middle;
      else low = middle;
    }
    return high;
  }

  /** Folios whose blackout is at most `ns`. */
  #upTo(ns: number): number {
    let sum = 0;
    for (let k = 0; k < this.count; k++) {
      const [low, high] = [this.#low[k] ?? 0, this.#high[k] ?? 0];
      const share = high > low ? Math.max(0, Math.min(1, (ns - low) / (high - low))) : ns >= low ? 1 : 0;
      sum += share * (this.#folios[k] ?? 0);
    }
    return sum;
  }

  #all(): number {
    let sum = 0;
    for (let k = 0; k < this.count; k++) sum += this.#folios[k] ?? 0;
    return sum;
  }

  #grow(): void {
    const grown = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.#folios = grown(this.#folios);
    this.#low = grown(this.#low);
    this.#high = grown(this.#high);
  }
}
