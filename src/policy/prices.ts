import { z } from 'zod';
import { STORES } from '../migration/vocabulary.js';
import { ACTIONS, type Action } from './action-table.js';
import { COPY_TIME_CONSTANTS, COPY_TIME_READS, channelsGranted, copyNs, idleFor, weighedActions } from './copy-time.js';
import { featureIndices } from './feature-table.js';

/*
 * A leaf need not name an action: it may say what the folios are like, and leave the action to the rates of the machine.
 * Of all that is possible the action of least expected cost is taken, in integers [core-ns]; ⌊·⌋ of each division:
 *
 *   cost(a)  ⌊T · (wait · ½ + BUSY · (workers − i) + IDLE · i + channel · g + delay · s · held) ÷ 1000⌋ + stall
 *   stall    S · W ÷ (S + W),  S = n · D · x ÷ (2 + x),  W = mm_cpus · T,  x = touch · s · D
 *
 *   T      expected time of the copy (copy-time.ts)          D     T, half of it where the kernel copies
 *   i, g   workers that find an idle CPU; channels granted   s     a folio's part of a THP, in 64ths, one at least
 *   n      folios of the batch                               held  n, half of it where the kernel copies, and the folios
 *   ½      where the kernel copies, for it gives                   of the request that are still to come
 *          folios back one by one
 *
 * x ÷ (2 + x) stands for 1 − (1 − e^(−x)) ÷ x, the part of a blackout that the first toucher waits: exact to first order
 * and in the limit, at most 0.09 below it between. So one leaf means four workers on one machine and sixteen channels on
 * another.
 */
export interface Prices {
  /** Touches of an unmapped THP [1/s]. */
  readonly touch: number;
  /** What a THP loses while it waits on its old node [cores ÷ 1000]. */
  readonly delay: number;
  /** What a batch loses while it is unmapped, whatever it holds [cores ÷ 1000]. */
  readonly wait: number;
  /** Of a channel that somebody else may want [cores ÷ 1000]. */
  readonly channel: number;
  /** Stores of copy workers. */
  readonly stores: Action['stores'];
}

/** Of a CPU that somebody wants, and of one that nobody wants [cores ÷ 1000]. */
export const BUSY_PRICE = 1000;
export const IDLE_PRICE = 100;

/** Bounds of prices, and of what is computed with them: every product stays below 2^53, which a double holds exactly. */
export const MOST_PRICE = 100_000;
export const PRICE_BOUNDS = {
  /** [1/s] */
  hazard: 100_000,
  /** x, in thousandths. */
  touches: 100_000,
  folios: 1 << 16,
  /** 64ths of a THP. */
  share: 1 << 14,
  toCome: 1 << 20,
  cpus: 1 << 10,
  perNs: (1 << 17) - 1,
  ratio: 1 << 20,
} as const;

const price = z.int().min(0).max(MOST_PRICE);
export const pricesSchema: z.ZodType<Prices> = z.strictObject({
  touch: price,
  delay: price,
  wait: price,
  channel: price,
  stores: z.enum(STORES),
});

const HEAT_READS = ['nr_folios', 'remaining_kib', 'mm_cpus'] as const;
const [FOLIOS, REMAINING, MM_CPUS] = featureIndices(HEAT_READS);
const [KIB] = featureIndices(COPY_TIME_READS);
/** 1/64 of a THP [KiB]. */
const SHARE_KIB = 32;
const SHARES = 64;
/** touch · D in thousandths: 1/s · ns = 1e-9. */
const PER_THOUSAND = 1_000_000;

/** Names of the features that prices read. */
export function readsOf({ touch, delay }: Pick<Prices, 'touch' | 'delay'>): readonly string[] {
  return touch > 0 || delay > 0 ? [...COPY_TIME_READS, ...HEAT_READS] : COPY_TIME_READS;
}

/** What the batch is, whatever copies it. */
interface Batch {
  readonly folios: number;
  /** A folio's part of a THP, in 64ths. */
  readonly share: number;
  /** Folios of the request that are still to come. */
  readonly toCome: number;
  readonly cpus: number;
}

function batchOf(features: Int32Array): Batch {
  const [kib, folios] = [features[KIB] ?? 0, Math.max(1, features[FOLIOS] ?? 1)];
  const [remaining, bounded] = [features[REMAINING] ?? 0, Math.min(PRICE_BOUNDS.folios, folios)];
  return {
    folios: bounded,
    share: Math.min(PRICE_BOUNDS.share, Math.max(1, Math.floor(kib / (folios * SHARE_KIB)))),
    toCome: Math.min(PRICE_BOUNDS.toCome, Math.floor((remaining * bounded) / Math.max(1, kib))),
    cpus: Math.min(PRICE_BOUNDS.cpus, Math.max(1, features[MM_CPUS] ?? 1)),
  };
}

/** S · W ÷ (S + W) without their product: of the smaller what is left when q = W ÷ S in 1024ths shares it. */
export function saturated(one: number, other: number): number {
  const [small, large] = one <= other ? [one, other] : [other, one];
  const ratio = Math.min(PRICE_BOUNDS.ratio, Math.floor(large / Math.max(1, Math.floor(small / 1024))));
  return small - 1024 * Math.floor(small / (1024 + ratio));
}

/** Threads' time lost on folios that are unmapped [core-ns]. */
export function stallNs(touch: number, time: number, serial: boolean, { folios, share, cpus }: Batch): number {
  const blackout = serial ? Math.floor(time / 2) : time;
  const hazard = Math.min(PRICE_BOUNDS.hazard, Math.floor((touch * share) / SHARES));
  const touches = Math.min(PRICE_BOUNDS.touches, Math.floor((hazard * blackout) / PER_THOUSAND));
  const perFolio = Math.floor((blackout * touches) / (2000 + touches));
  return saturated(folios * perFolio, cpus * time);
}

/** Sum of what an action pays per nanosecond [cores ÷ 1000]. */
function pricePerNs(action: Action, prices: Prices, features: Int32Array, { folios, share, toCome }: Batch): number {
  const serial = action.migrator === 'kernel';
  const idle = Math.min(action.workers, idleFor(action, features));
  const cpus = BUSY_PRICE * (action.workers - idle) + IDLE_PRICE * idle;
  const held = folios * (serial ? 1 : 2) + 2 * toCome;
  const delay = Math.floor((prices.delay * share * held) / (2 * SHARES));
  const waiting = (serial ? prices.wait >> 1 : prices.wait) + delay;
  return Math.min(PRICE_BOUNDS.perNs, waiting + cpus + prices.channel * channelsGranted(action, features));
}

const WEIGHED = { temporal: weighedActions('temporal'), nontemporal: weighedActions('nontemporal') } as const;

/** The weighed actions in their order of preference, for who computes the same in another language. */
export function weighedAt({ stores }: Prices): readonly number[] {
  return WEIGHED[stores];
}

/** The possible action that is cheapest at these prices, the first in order of preference; −1 where none is weighed. */
export function cheapestAt(prices: Prices, features: Int32Array, possible: ArrayLike<number>): number {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  const batch = batchOf(features);
  for (const index of WEIGHED[prices.stores]) {
    const action = ACTIONS[index];
    if (!action || possible[index] !== 1) continue;
    const time = copyNs(action, features, COPY_TIME_CONSTANTS);
    const stall = stallNs(prices.touch, time, action.migrator === 'kernel', batch);
    const cost = Math.floor((time * pricePerNs(action, prices, features, batch)) / 1000) + stall;
    if (cost < least) [best, least] = [index, cost];
  }
  return best;
}
