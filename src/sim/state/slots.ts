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
  /** When the batch entered unmap, ended its flush, began its copy, began its remap [ns]. */
  'unmapStart',
  'unmapEnd',
  'copyStart',
  'remapStart',
  'waitStart',
  /** When the caller knows of the latest loss of a channel of its batch [ns]. */
  'noticeAt',
  /** Copy time, warm and unshared, already spent in this call [ns]. */
  'begun',
  /** Progress lost per ns while this caller's folios wait [core-ns/ns]. */
  'holding',
  'delay',
  'cpu',
  'bandwidth',
  'fairness',
  'externality',
] as const;

const INTEGERS = [
  'stage',
  'request',
  'foliosLeft',
  'batch',
  'action',
  'wanted',
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
  'firstBatch',
  /** First arrived request that waits behind the running one, or −1. */
  'queueHead',
] as const;

type Floats = Record<(typeof FLOATS)[number], Float64Array>;
type Integers = Record<(typeof INTEGERS)[number], Int32Array>;

/** All state of the callers' batches, struct of arrays. [slots] */
export interface Slots extends Readonly<Floats & Integers> {
  readonly count: number;
  /** What the arrays are parts of, so that all are copied at once. */
  readonly floats: Float64Array;
  readonly integers: Int32Array;
}

export function createSlots(count: number): Slots {
  const floats = new Float64Array(FLOATS.length * count);
  const integers = new Int32Array(INTEGERS.length * count).fill(-1);
  const slots: Record<string, unknown> = { count, floats, integers };
  FLOATS.forEach((name, k) => {
    slots[name] = floats.subarray(k * count, (k + 1) * count);
  });
  INTEGERS.forEach((name, k) => {
    slots[name] = integers.subarray(k * count, (k + 1) * count);
  });
  const made = slots as unknown as Slots;
  made.stage.fill(STAGE.idle);
  return made;
}

/** Makes `to` the same as `from`. */
export function copySlots(to: Slots, from: Slots): void {
  to.floats.set(from.floats);
  to.integers.set(from.integers);
}
