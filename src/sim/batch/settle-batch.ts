import { invariant } from '../../core/errors.js';
import { meanStall, saturatedStall } from '../law/stall.js';
import type { Batch } from '../state/batch.js';
import { EXTERNALITY, TERMS } from '../state/cost-terms.js';
import type { Settled } from '../state/settled.js';
import type { SimState } from '../state/sim-state.js';
import { UNASKED } from '../state/slots.js';
import { mainlineBatches } from './batch-size.js';

/** What closing the books of a batch reads. */
type Books = Pick<SimState, 'machine' | 'options' | 'episode' | 'now'>;

/** First and last blackout of a batch's folios, and when the first one came back [ns]. */
interface Return {
  readonly firstBlackout: number;
  readonly lastBlackout: number;
  readonly firstFolioAt: number;
}

/*
 * Folios are unmapped one after the other and come back one after the other, so blackouts run evenly:
 *   serial copy        each folio is remapped as soon as it is copied
 *   offloaded batch    none is remapped before the whole copy is done
 *   mainline batching  the same as serial, for each of the m smaller batches
 *   after a fault      none is remapped before the caller has copied what failed
 */
function returnOf(books: Books, batch: Batch, flush: number): Return {
  const { folios, unmapStart: start, unmapEnd } = batch;
  const { now } = books;
  const moving = now - unmapEnd;
  const serial = batch.plan?.migrator === 'kernel' && batch.recopied === 0;
  if (serial && batch.mainline === 1) {
    const smaller = mainlineBatches(books, batch.request, folios);
    const first = (unmapEnd - start) / smaller + moving / folios;
    return { firstBlackout: first, lastBlackout: flush + moving / smaller, firstFolioAt: start + first };
  }
  const copied = serial ? unmapEnd : batch.remapStart;
  const first = copied - start + (now - copied) / folios;
  return { firstBlackout: first, lastBlackout: now - unmapEnd + flush, firstFolioAt: start + first };
}

/** Each folio of a batch has one copy that counts. */
function countCopies(settled: Settled, batch: Batch): void {
  const { folios, cpuFolios, recopied } = batch;
  const dma = batch.dmaFolios + batch.rescued;
  const all = cpuFolios + dma + recopied;
  invariant(all === folios, `${cpuFolios} + ${dma} + ${recopied} folios copied of a batch of ${folios}`);
  settled.cpuFolios += cpuFolios;
  settled.dmaFolios += dma;
  settled.recopiedFolios += recopied;
}

/** Adds the batch's terms to the totals and lists what its decision is charged; one that nobody was asked about is nobody's. */
function charge(settled: Settled, batch: Batch, stall: number, delay: number): void {
  const { decision, cpu, bandwidth, fairness } = batch;
  const asked = decision !== UNASKED;
  const from = asked ? settled.add(decision, batch.remapStart - batch.unmapEnd) : 0;
  const values = [stall, delay, cpu, bandwidth, fairness];
  for (let term = 0; term < TERMS; term++) {
    const value = values[term] as number;
    settled.total[term] = (settled.total[term] as number) + value;
    if (asked) settled.terms[from + term] = value;
  }
  if (asked) settled.terms[from + EXTERNALITY] = batch.externality;
}

/** Closes the books of the batch that just ended. */
export function settleBatch(books: Books, batch: Batch, flush: number, settled: Settled): void {
  const { arrivals } = books.episode;
  const { request: r, folios, foliosLeft } = batch;
  const { now } = books;
  const back = returnOf(books, batch, flush);
  const waiters = folios * meanStall(arrivals.touchRate[r] as number, back.firstBlackout, back.lastBlackout);
  const stall = saturatedStall(waiters, arrivals.mmCpus[r] as number, now - batch.unmapStart);
  // The holding cost ran on for the whole batch; folios came back evenly from the first to the last.
  const early = 0.5 * folios * (arrivals.delayRate[r] as number) * (now - back.firstFolioAt);
  charge(settled, batch, stall, batch.delay - early);
  settled.bytes += folios * (arrivals.folioBytes[r] as number);
  settled.blackouts.add(folios, back.firstBlackout, back.lastBlackout);
  countCopies(settled, batch);
  const arrived = arrivals.timeNs[r] as number;
  if (foliosLeft === arrivals.folios[r]) settled.firstFolioNs[r] = back.firstFolioAt - arrived;
  if (folios < foliosLeft) return;
  settled.latencyNs[r] = now - arrived;
  settled.requests++;
}
