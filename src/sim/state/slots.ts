import { APART, type ColumnSource } from './columns.js';

/**
 * Where a caller's current batch stands. A caller (kswapd, a syscall, a worker) handles one batch at a time, so the
 * caller's index is the slot's.
 */
export const STAGE = {
  idle: 0,
  /** perCall, unmap and flush: the caller's CPU works. */
  unmap: 1,
  /** Unmapped and flushed; a policy must decide now. */
  decide: 2,
  /** Every DMA channel is held by others. */
  channels: 3,
  /** Waking workers, preparing descriptors. */
  setup: 4,
  copy: 5,
  remap: 6,
  /** Copied but for what a lost channel left, of which the caller does not know yet. */
  notice: 7,
} as const;

/** Stands for the decision of a batch that no policy is asked about. */
export const UNASKED = -1;

const FLOATS = [
  /** Work left in a stage timed by the caller's CPU [ns at a full share]. */
  'work',
  /** Latency left that no CPU shortens [ns]. */
  'latency',
  'cpuBytes',
  'dmaBytes',
  /** Own rates of the two parts on an idle machine; for DMA that of one channel [bytes/ns]. */
  'cpuRate',
  /** By how much the workers may be slowed before cpuRate falls, at least 1. */
  'cpuHeadroom',
  'channelRate',
  /** How full the dealing keeps the channels, times the warm-up's slowness. */
  'dmaFactor',
  'remapNs',
  /** When the batch entered unmap; ended its flush and could be decided; began its remap [ns]. */
  'unmapStart',
  'unmapEnd',
  'remapStart',
  /** When it was decided [ns]. */
  'waitStart',
  /** When the caller knows of the latest loss of a channel of its batch [ns]. */
  'noticeAt',
  /** Copy time, warm and unshared, already spent in this call [ns]. */
  'begun',
  /** Progress lost per ns while this caller's folios wait [core-ns/ns]. */
  'holding',
  /** Up to when the slot's work and costs have been reckoned [ns], and the tenants' loss a byte then (accrue.ts). */
  'since',
  'lossSeen',
  /** What the batch has cost so far, term by term (cost-terms.ts) [core-ns]. */
  'delay',
  'cpu',
  'bandwidth',
  'fairness',
  'externality',
] as const;

const INTEGERS = [
  'stage',
  'request',
  /** Folios of the request that have not been moved, and those of the running batch among them. */
  'foliosLeft',
  'folios',
  /** DMA channels that the batch holds. */
  'granted',
  /** Folios of the batch that the CPU part copies; that channels still hold; that lost channels had finished. */
  'cpuFolios',
  'dmaFolios',
  'rescued',
  /** Folios that DMA failed to copy: not copied again yet, and copied again by the caller. */
  'failed',
  'recopied',
  /** Index of the decision that the running batch is credited to, or UNASKED. */
  'decision',
  /** 1 where the running batch is moved as today's kernel does. */
  'mainline',
  /** First arrived request that waits behind the running one, or −1. */
  'queueHead',
] as const;

type Floats = Record<(typeof FLOATS)[number], Float64Array>;
type Integers = Record<(typeof INTEGERS)[number], Int32Array>;

/** All state of the callers' batches, struct of arrays. [slots] */
export interface Slots extends Readonly<Floats & Integers> {
  readonly count: number;
}

/** Columns of so many idle slots. */
export function createSlots(count: number, source: ColumnSource = APART): Slots {
  const columns: Record<string, unknown> = { count };
  for (const name of FLOATS) columns[name] = source.float(count);
  for (const name of INTEGERS) columns[name] = source.integer(count).fill(-1);
  // An object filled by computed keys is a dictionary to V8; its copy is not, and twice as fast to read.
  const slots = { ...columns } as unknown as Slots;
  slots.stage.fill(STAGE.idle);
  return slots;
}
