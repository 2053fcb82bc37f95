import { Blackouts } from './blackouts.js';
import { CREDIT_WIDTH, TERMS } from './cost-terms.js';

/**
 * What has become known: the cost of each decision whose batch is done, and totals for the report. The owner of the
 * simulator reads and clears the list of decisions; the totals run on.
 */
export class Settled {
  /** Decisions settled since the last `clear`. */
  count = 0;
  /** Which decision, how long from it to the end of its copy [ns], and its terms. [count], [count × CREDIT_WIDTH] */
  decision = new Int32Array(16);
  copyNs = new Float64Array(16);
  terms = new Float64Array(16 * CREDIT_WIDTH);
  /** Sum of every term over all decisions. [TERMS] */
  readonly total = new Float64Array(TERMS);
  /** CPU time of migration, channel-time of DMA, time with any migration under way [ns]; bytes moved. */
  cpuNs = 0;
  dmaNs = 0;
  busyNs = 0;
  bytes = 0;
  /** Folios whose copy that counts was the CPU part's, a channel's, or the caller's after a fault. */
  cpuFolios = 0;
  dmaFolios = 0;
  recopiedFolios = 0;
  requests = 0;
  /** From arrival to the last folio's return, and to the first one's, of each request done [ns]. */
  readonly latencyNs: Float64Array;
  readonly firstFolioNs: Float64Array;
  /** How long the folios of the batches done stayed unmapped. */
  readonly blackouts = new Blackouts();

  constructor(requests: number) {
    this.latencyNs = new Float64Array(requests);
    this.firstFolioNs = new Float64Array(requests);
  }

  clear(): void {
    this.count = 0;
  }

  /** Place of a decision among those settled since the last `clear`; −1 where it is not one of them. */
  placeOf(decision: number): number {
    for (let k = 0; k < this.count; k++) if (this.decision[k] === decision) return k;
    return -1;
  }

  /** Adds one settled decision; returns the first index of its terms in `terms`. */
  add(decision: number, copyNs: number): number {
    if (this.count === this.decision.length) this.#grow();
    this.decision[this.count] = decision;
    this.copyNs[this.count] = copyNs;
    return CREDIT_WIDTH * this.count++;
  }

  #grow(): void {
    const { decision, copyNs, terms } = this;
    this.decision = new Int32Array(decision.length * 2);
    this.copyNs = new Float64Array(copyNs.length * 2);
    this.terms = new Float64Array(terms.length * 2);
    this.decision.set(decision);
    this.copyNs.set(copyNs);
    this.terms.set(terms);
  }
}
