import { z } from 'zod';
import { ACTIONS, type Action } from '../policy/action-table.js';
import { featureIndices } from './heuristic.js';

/*
 * What a provider may expect a copy to take, from its own counters and a few numbers it ships with [ns]:
 *
 *   n workers    workerNs·n + wakeNs·(1 − idle/n)⁺ + bytes ÷ (min(n · worker_mbps, cpuMBps) · share)
 *   the caller   bytes ÷ (worker_mbps · share)
 *   c channels   setupNs + channelNs·g + wait + bytes ÷ min(g · channel_mbps, ⌈g ÷ perEngine⌉ · engineMBps, dmaMBps · g ÷ (held + g))
 *
 *   share  of a core that each thread gets on a full node, 100 ÷ load                     g = min(c, free channels)
 *   wait   where no channel is free, until the bytes outstanding are through, on all channels together
 *
 * A hybrid copy takes as long as the slower of its parts.
 */
export const copyTimeSchema = z.strictObject({
  workerNs: z.int().min(0),
  wakeNs: z.int().min(0),
  cpuMBps: z.int().min(1),
  setupNs: z.int().min(0),
  channelNs: z.int().min(0),
  perEngine: z.int().min(1),
  engineMBps: z.int().min(1),
  dmaMBps: z.int().min(1),
});
export type CopyTimeParameters = z.infer<typeof copyTimeSchema>;

/** What an author would measure on the machine he ships for: thread wake-up, set-up and peak rates. */
export const COPY_TIME_DEFAULTS: CopyTimeParameters = {
  workerNs: 1_000,
  wakeNs: 300_000,
  cpuMBps: 40_000,
  setupNs: 36_000,
  channelNs: 1_000,
  perEngine: 2,
  engineMBps: 15_800,
  dmaMBps: 85_000,
};

/** Only what a measurement leaves open; the rest are facts of the engine. */
export const COPY_TIME_CHOICES = {
  workerNs: [1_000],
  wakeNs: [0, 100_000, 300_000, 1_000_000],
  cpuMBps: [10_000, 20_000, 40_000, 80_000],
  setupNs: [10_000, 36_000, 100_000],
  channelNs: [0, 1_000, 4_000],
  perEngine: [2],
  engineMBps: [15_800],
  dmaMBps: [30_000, 60_000, 85_000, 200_000],
};

export const COPY_TIME_READS = [
  'batch_kib',
  'src_idle_cpus',
  'dst_idle_cpus',
  'src_load',
  'dst_load',
  'dma_channels',
  'dma_free',
  'dma_outstanding_kib',
  'worker_mbps',
  'channel_mbps',
] as const;
const [KIB, SOURCE_IDLE, TARGET_IDLE, SOURCE_LOAD, TARGET_LOAD, CHANNELS, FREE, OUTSTANDING, WORKER, CHANNEL] =
  featureIndices(COPY_TIME_READS);

/** [ns] for `kib` at a rate in MB/s: 1 KiB ÷ 1 MB/s = 1024 bytes ÷ 0.001 bytes/ns. */
function nsAt(kib: number, mbps: number): number {
  return mbps > 0 ? (kib * 1_024_000) / mbps : Number.POSITIVE_INFINITY;
}

/** Idle CPUs on the side where an action's workers run. */
export function idleFor({ side }: Action, features: Int32Array): number {
  return features[side === 'pull' ? TARGET_IDLE : SOURCE_IDLE] ?? 0;
}

/** Channels that an action would be given now. */
export function channelsGranted({ channels }: Action, features: Int32Array): number {
  return Math.min(channels, features[FREE] ?? 0);
}

function cpuNs(action: Action, kib: number, features: Int32Array, p: CopyTimeParameters): number {
  const load = features[action.side === 'pull' ? TARGET_LOAD : SOURCE_LOAD] ?? 0;
  const share = 100 / Math.max(100, load);
  const worker = features[WORKER] ?? 0;
  if (action.migrator === 'kernel') return nsAt(kib, worker * share);
  const { workers } = action;
  const woken = p.wakeNs * Math.max(0, 1 - idleFor(action, features) / workers);
  return p.workerNs * workers + woken + nsAt(kib, Math.min(workers * worker, p.cpuMBps) * share);
}

function dmaNs(action: Action, kib: number, features: Int32Array, p: CopyTimeParameters): number {
  const [all, free] = [features[CHANNELS] ?? 0, features[FREE] ?? 0];
  const channel = features[CHANNEL] ?? 0;
  const granted = free > 0 ? channelsGranted(action, features) : action.channels;
  const held = free > 0 ? all - free : 0;
  const wait = free > 0 ? 0 : nsAt(features[OUTSTANDING] ?? 0, Math.min(all * channel, p.dmaMBps));
  const engines = Math.ceil(granted / p.perEngine) * p.engineMBps;
  const rate = Math.min(granted * channel, engines, (p.dmaMBps * granted) / (held + granted));
  return p.setupNs + p.channelNs * granted + wait + nsAt(kib, rate);
}

/** Expected time of the batch's copy by an action [ns]. */
export function copyNs(action: Action, features: Int32Array, p: CopyTimeParameters): number {
  const kib = features[KIB] ?? 0;
  const { dmaShare } = action;
  const cpu = dmaShare < 1 ? cpuNs(action, kib * (1 - dmaShare), features, p) : 0;
  const dma = dmaShare > 0 ? dmaNs(action, kib * dmaShare, features, p) : 0;
  return Math.max(cpu, dma);
}

/**
 * The actions a rule with a model weighs, what is preferred among equals first: workers on the target's side, spread
 * over the complexes, with one kind of stores.
 */
export function weighedActions(stores: Action['stores'], mostChannels: number): readonly number[] {
  const weighed = ACTIONS.flatMap((action, index) => {
    const workers = action.migrator !== 'mtcopy' || (action.stores === stores && action.placement === 'spread');
    return workers && action.channels <= mostChannels ? [{ index, side: action.side }] : [];
  });
  return [...weighed.filter(({ side }) => side === 'pull'), ...weighed.filter(({ side }) => side === 'push')].map(
    ({ index }) => index,
  );
}

/** The possible one of `weighed` with the least cost, the first of equals; declining is always possible. */
export function leastCost(weighed: readonly number[], mask: Uint8Array, cost: (action: Action) => number): number {
  let best = { index: 0, cost: Number.POSITIVE_INFINITY };
  for (const index of weighed) {
    const action = ACTIONS[index];
    if (!action || mask[index] !== 1) continue;
    const own = cost(action);
    if (own < best.cost) best = { index, cost: own };
  }
  return best.index;
}
