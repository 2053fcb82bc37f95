import { invariant } from '../../core/errors.js';
import { meanStall, saturatedStall } from '../law/stall.js';
import type { Simulator } from '../simulator.js';
import { EXTERNALITY, TERMS } from '../state/cost-terms.js';
import { UNASKED } from '../state/slots.js';
import { mainlineBatches } from './batch-size.js';

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
function returnOf(sim: Simulator, slot: number, flush: number): Return {
  const s = sim.slots;
  const folios = s.batch[slot] ?? 1;
  const start = s.unmapStart[slot] ?? 0;
  const unmap = (s.unmapEnd[slot] ?? 0) - start;
  const moving = sim.now - (s.copyStart[slot] ?? 0);
  const serial = sim.plans[slot]?.migrator === 'kernel' && s.recopied[slot] === 0;
  if (serial && s.mainline[slot] === 1) {
    const smaller = mainlineBatches(sim, s.request[slot] ?? 0, folios);
    const first = unmap / smaller + moving / folios;
    return {
      firstBlackout: first,
      lastBlackout: flush + moving / smaller,
      firstFolioAt: start + first,
    };
  }
  const copied = serial ? (s.copyStart[slot] ?? 0) : (s.remapStart[slot] ?? 0);
  const first = copied - start + (sim.now - copied) / folios;
  return {
    firstBlackout: first,
    lastBlackout: sim.now - (s.unmapEnd[slot] ?? 0) + flush,
    firstFolioAt: start + first,
  };
}

/** Each folio of a batch has one copy that counts. */
function countCopies({ slots: s, settled }: Simulator, slot: number, folios: number): void {
  const cpu = s.cpuFolios[slot] ?? 0;
  const dma = (s.dmaFolios[slot] ?? 0) + (s.rescued[slot] ?? 0);
  const again = s.recopied[slot] ?? 0;
  invariant(cpu + dma + again === folios, `${cpu} + ${dma} + ${again} folios copied of a batch of ${folios}`);
  settled.cpuFolios += cpu;
  settled.dmaFolios += dma;
  settled.recopiedFolios += again;
}

/** Lists what a decision is charged; a batch that nobody was asked about is nobody's. */
function creditDecision({ slots: s, settled }: Simulator, slot: number, values: readonly number[]): void {
  const decision = s.decision[slot] ?? UNASKED;
  if (decision === UNASKED) return;
  const from = settled.add(decision, (s.remapStart[slot] ?? 0) - (s.copyStart[slot] ?? 0));
  for (let term = 0; term < TERMS; term++) settled.terms[from + term] = values[term] ?? 0;
  settled.terms[from + EXTERNALITY] = s.externality[slot] ?? 0;
}

/** Closes the books of the batch that just ended in `slot`. */
export function settleBatch(sim: Simulator, slot: number, flush: number): void {
  const { slots: s, settled } = sim;
  const { arrivals } = sim.episode;
  const r = s.request[slot] ?? 0;
  const folios = s.batch[slot] ?? 0;
  const back = returnOf(sim, slot, flush);
  const waiters = folios * meanStall(arrivals.touchRate[r] ?? 0, back.firstBlackout, back.lastBlackout);
  const stall = saturatedStall(waiters, arrivals.mmCpus[r] ?? 1, sim.now - (s.unmapStart[slot] ?? 0));
  // The holding cost ran on for the whole batch; folios came back evenly from the first to the last.
  const early = 0.5 * folios * (arrivals.delayRate[r] ?? 0) * (sim.now - back.firstFolioAt);
  const values = [stall, (s.delay[slot] ?? 0) - early, s.cpu[slot] ?? 0, s.bandwidth[slot] ?? 0, s.fairness[slot] ?? 0];
  for (let term = 0; term < TERMS; term++) settled.total[term] = (settled.total[term] ?? 0) + (values[term] ?? 0);
  creditDecision(sim, slot, values);
  settled.bytes += folios * (arrivals.folioBytes[r] ?? 0);
  settled.blackouts.add(folios, back.firstBlackout, back.lastBlackout);
  countCopies(sim, slot, folios);
  const arrived = arrivals.timeNs[r] ?? 0;
  if (s.firstBatch[slot] === 1) settled.firstFolioNs[r] = back.firstFolioAt - arrived;
  if (folios < (s.foliosLeft[slot] ?? 0)) return;
  settled.latencyNs[r] = sim.now - arrived;
  settled.requests++;
}
