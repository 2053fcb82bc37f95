import { ACTIONS, type Action } from './action-table.js';
import { featureIndices } from './feature-table.js';

/*
 * What a provider may expect a copy to take, from the rates it measured when it was loaded and its own counters, in
 * integers [ns]; ⌊·⌋ of each division:
 *
 *   the caller   bytes ÷ worker_mbps · load ÷ 100
 *   n workers    workerNs·n + wakeNs·(n − idle)⁺ ÷ n + bytes ÷ min(n · worker_mbps, workers_mbps) · load ÷ 100
 *   c channels   dma_setup_us + channelNs·g + wait + bytes ÷ min(r(g), channels_mbps · g ÷ (held + g))
 *
 *   load   of the node that copies, at least 100            g  channels that are free of the c, all c where none is
 *   node   the target for workers that pull and for the caller, the source for those that push and for the caller of a
 *          copy to a node without CPUs
 *   r(1)   channel_mbps; r(g) = two_channels_mbps · g ÷ 2 for more, channels_mbps at most
 *   wait   where no channel is free, until the bytes outstanding are through, on all channels together; a driver that
 *          does not let batches wait (dma_waits = 0) has the caller copy all of it then
 *
 * A hybrid copy takes as long as the slower of its parts. Nothing takes longer than LIMIT.
 */
export interface CopyTimeConstants {
  /** For a worker that finds an idle CPU, and for one that has to wait for a busy one [ns]. */
  readonly workerNs: number;
  readonly wakeNs: number;
  /** For each channel [ns]. */
  readonly channelNs: number;
}

/** Thread wake-up and channel request as an author would know them. */
export const COPY_TIME_CONSTANTS: CopyTimeConstants = Object.freeze({
  workerNs: 1_000,
  wakeNs: 300_000,
  channelNs: 1_000,
});

/** Features of the law, in the feature table's names. */
export const COPY_TIME_READS = [
  'batch_kib',
  'dst_cpus',
  'src_idle_cpus',
  'dst_idle_cpus',
  'src_load',
  'dst_load',
  'dma_channels',
  'dma_free',
  'dma_outstanding_kib',
  'worker_mbps',
  'channel_mbps',
  'workers_mbps',
  'two_channels_mbps',
  'channels_mbps',
  'dma_setup_us',
  'dma_waits',
] as const;
const [
  KIB,
  TARGET_CPUS,
  SOURCE_IDLE,
  TARGET_IDLE,
  SOURCE_LOAD,
  TARGET_LOAD,
  CHANNELS,
  FREE,
  OUTSTANDING,
  WORKER,
  CHANNEL,
  ALL_WORKERS,
  TWO_CHANNELS,
  ALL_CHANNELS,
  SETUP_US,
  WAITS,
] = featureIndices(COPY_TIME_READS);

/** Longest time the law gives [ns]: products with a price stay below 2^53, which a double holds exactly. */
export const LONGEST_NS = 2 ** 35;
/** 1 KiB ÷ 1 MB/s = 1024 bytes ÷ 0.001 bytes/ns. */
const NS_PER_KIB_AT_1_MBPS = 1_024_000;
const NS_PER_US = 1000;
/** A CPU's load [%] that leaves a thread all of it. */
const FULL = 100;

/** [ns] for `kib` at a rate in MB/s. */
function nsAt(kib: number, mbps: number): number {
  return mbps > 0 ? Math.min(LONGEST_NS, Math.floor((kib * NS_PER_KIB_AT_1_MBPS) / mbps)) : LONGEST_NS;
}

/** The same where each thread gets its share of a full node. */
function nsOnNode(kib: number, mbps: number, load: number): number {
  return Math.floor((nsAt(kib, mbps) * Math.max(FULL, load)) / FULL);
}

/** Whether an action's CPUs are the target's. */
function pulls({ migrator, side }: Action, features: Int32Array): boolean {
  return migrator === 'kernel' ? (features[TARGET_CPUS] ?? 0) > 0 : side === 'pull';
}

/** Idle CPUs of the node whose CPUs copy. */
export function idleFor(action: Action, features: Int32Array): number {
  return features[pulls(action, features) ? TARGET_IDLE : SOURCE_IDLE] ?? 0;
}

/** Channels that an action holds: what is free of its own, all of them where it has to wait. */
export function channelsGranted({ channels }: Action, features: Int32Array): number {
  const free = features[FREE] ?? 0;
  return free > 0 ? Math.min(channels, free) : channels;
}

/** The caller's serial copy. */
function callerNs(kib: number, features: Int32Array): number {
  const load = features[(features[TARGET_CPUS] ?? 0) > 0 ? TARGET_LOAD : SOURCE_LOAD] ?? 0;
  return nsOnNode(kib, features[WORKER] ?? 0, load);
}

function cpuNs(action: Action, kib: number, features: Int32Array, constants: CopyTimeConstants): number {
  if (action.migrator === 'kernel') return callerNs(kib, features);
  const load = features[pulls(action, features) ? TARGET_LOAD : SOURCE_LOAD] ?? 0;
  const worker = features[WORKER] ?? 0;
  const { workers } = action;
  const short = Math.max(0, workers - idleFor(action, features));
  const begun = constants.workerNs * workers + Math.floor((constants.wakeNs * short) / workers);
  return begun + nsOnNode(kib, Math.min(workers * worker, features[ALL_WORKERS] ?? 0), load);
}

function channelsRate(channels: number, features: Int32Array): number {
  if (channels === 1) return features[CHANNEL] ?? 0;
  return Math.min(Math.floor(((features[TWO_CHANNELS] ?? 0) * channels) / 2), features[ALL_CHANNELS] ?? 0);
}

function dmaNs(action: Action, kib: number, features: Int32Array, constants: CopyTimeConstants): number {
  const [free, most] = [features[FREE] ?? 0, features[ALL_CHANNELS] ?? 0];
  const granted = channelsGranted(action, features);
  const held = free > 0 ? Math.max(0, (features[CHANNELS] ?? 0) - free) : 0;
  const wait = free > 0 ? 0 : nsAt(features[OUTSTANDING] ?? 0, most);
  const left = Math.floor((most * granted) / (held + granted));
  const begun = (features[SETUP_US] ?? 0) * NS_PER_US + constants.channelNs * granted + wait;
  return begun + nsAt(kib, Math.min(channelsRate(granted, features), left));
}

function uncappedNs(action: Action, features: Int32Array, constants: CopyTimeConstants): number {
  const kib = features[KIB] ?? 0;
  const { dmaShare } = action;
  if (dmaShare > 0 && features[FREE] === 0 && features[WAITS] === 0) return callerNs(kib, features);
  const dmaKib = Math.floor(kib * dmaShare);
  const cpu = dmaShare < 1 ? cpuNs(action, kib - dmaKib, features, constants) : 0;
  const dma = dmaShare > 0 ? dmaNs(action, dmaKib, features, constants) : 0;
  return Math.max(cpu, dma);
}

/** Expected time of the batch's copy by an action [ns], an integer. */
export function copyNs(action: Action, features: Int32Array, constants: CopyTimeConstants): number {
  return Math.min(LONGEST_NS, uncappedNs(action, features, constants));
}

/**
 * The actions a rule with a model weighs, what is preferred among equals first: workers on the target's side, spread
 * over the complexes, with one kind of stores.
 */
export function weighedActions(stores: Action['stores'], mostChannels = Number.POSITIVE_INFINITY): readonly number[] {
  const weighed = ACTIONS.flatMap((action, index) => {
    const workers = action.migrator !== 'mtcopy' || (action.stores === stores && action.placement === 'spread');
    return workers && action.channels <= mostChannels ? [{ index, side: action.side }] : [];
  });
  return [...weighed.filter(({ side }) => side === 'pull'), ...weighed.filter(({ side }) => side === 'push')].map(
    ({ index }) => index,
  );
}
