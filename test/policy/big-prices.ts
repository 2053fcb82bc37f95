import { ACTIONS, type Action } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import type { Prices } from '../../src/policy/prices.js';

/*
 * The laws of copy-time.ts and prices.ts once more, in integers without bounds, written from their headers and the bounds
 * that prices.ts names. Each value that takes part is held against the 2^53 up to which a double is exact.
 */
const EXACT = 2n ** 53n;
const LONGEST = 2n ** 35n;
const THREAD = 1000n;
const WAKE = 300_000n;
const CHANNEL = 1000n;

function exact(value: bigint): bigint {
  if (value < 0n || value >= EXACT) throw new Error(`${value} is not below 2^53`);
  return value;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const times = (...factors: bigint[]): bigint => factors.reduce((product, factor) => exact(product * factor), 1n);
const plus = (...terms: bigint[]): bigint => terms.reduce((sum, term) => exact(sum + term), 0n);

type Named = (name: string) => bigint;

/** Features by name. */
export function named(features: Int32Array): Named {
  const values = new Map(FEATURES.map(({ name }, k) => [name, BigInt(features[k] ?? 0)]));
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no feature ${name}`);
    return value;
  };
}

const nsAt = (kib: bigint, mbps: bigint): bigint =>
  mbps === 0n ? LONGEST : least(LONGEST, times(kib, 1_024_000n) / mbps);

const shared = (ns: bigint, load: bigint): bigint => times(ns, greatest(100n, load)) / 100n;

/** The side of the CPUs that copy: the caller's is the target's if that has CPUs. */
const callerEnd = (f: Named): string => (f('dst_cpus') > 0n ? 'dst' : 'src');
const endOf = ({ migrator, side }: Action, f: Named): string =>
  migrator === 'kernel' ? callerEnd(f) : side === 'pull' ? 'dst' : 'src';
const idleOf = (action: Action, f: Named): bigint => f(`${endOf(action, f)}_idle_cpus`);

const byCaller = (kib: bigint, f: Named): bigint => shared(nsAt(kib, f('worker_mbps')), f(`${callerEnd(f)}_load`));

const channelsOf = ({ channels }: Action, f: Named): bigint =>
  f('dma_free') > 0n ? least(BigInt(channels), f('dma_free')) : BigInt(channels);

function byWorkers(action: Action, kib: bigint, f: Named): bigint {
  const n = BigInt(action.workers);
  const late = greatest(0n, n - idleOf(action, f));
  const rate = least(times(n, f('worker_mbps')), f('workers_mbps'));
  return plus(times(THREAD, n), times(WAKE, late) / n, shared(nsAt(kib, rate), f(`${endOf(action, f)}_load`)));
}

function byChannels(action: Action, kib: bigint, f: Named): bigint {
  const [free, all] = [f('dma_free'), f('channels_mbps')];
  const g = channelsOf(action, f);
  const held = free > 0n ? greatest(0n, f('dma_channels') - free) : 0n;
  const own = g === 1n ? f('channel_mbps') : least(times(f('two_channels_mbps'), g) / 2n, all);
  const wait = free > 0n ? 0n : nsAt(f('dma_outstanding_kib'), all);
  const rate = least(own, times(all, g) / (held + g));
  return plus(times(f('dma_setup_us'), 1000n), times(CHANNEL, g), wait, nsAt(kib, rate));
}

/** copyNs of copy-time.ts, with the constants it ships with. */
export function bigCopyNs(action: Action, f: Named): bigint {
  const kib = f('batch_kib');
  if (action.migrator === 'kernel') return least(LONGEST, byCaller(kib, f));
  const byDma = times(kib, BigInt(Math.round(100 * action.dmaShare))) / 100n;
  if (action.dmaShare > 0 && f('dma_free') === 0n && f('dma_waits') === 0n) return least(LONGEST, byCaller(kib, f));
  const cpu = action.dmaShare < 1 ? byWorkers(action, kib - byDma, f) : 0n;
  const dma = action.dmaShare > 0 ? byChannels(action, byDma, f) : 0n;
  return least(LONGEST, greatest(cpu, dma));
}

function bigSaturated(one: bigint, other: bigint): bigint {
  const [small, large] = [least(one, other), greatest(one, other)];
  const ratio = least(1n << 20n, large / greatest(1n, small / 1024n));
  return exact(small - times(1024n, small / plus(1024n, ratio)));
}

/** What one batch is to the law of the stall. */
interface BigBatch {
  readonly folios: bigint;
  readonly share: bigint;
  readonly cpus: bigint;
}

/** stallNs of prices.ts. */
export function bigStallNs(touch: bigint, time: bigint, serial: boolean, { folios, share, cpus }: BigBatch): bigint {
  const blackout = serial ? time / 2n : time;
  const hazard = least(100_000n, times(touch, share) / 64n);
  const x = least(100_000n, times(hazard, blackout) / 1_000_000n);
  const perFolio = times(blackout, x) / plus(2000n, x);
  return bigSaturated(times(folios, perFolio), times(cpus, time));
}

/** What an action costs at these prices [core-ns]. */
export function bigCost(action: Action, prices: Prices, f: Named): bigint {
  const serial = action.migrator === 'kernel';
  const time = bigCopyNs(action, f);
  const [kib, all] = [f('batch_kib'), greatest(1n, f('nr_folios'))];
  const folios = least(1n << 16n, all);
  const share = least(1n << 14n, greatest(1n, kib / times(all, 32n)));
  const toCome = least(1n << 20n, times(f('remaining_kib'), folios) / greatest(1n, kib));
  const cpus = least(1n << 10n, greatest(1n, f('mm_cpus')));

  const stall = bigStallNs(BigInt(prices.touch), time, serial, { folios, share, cpus });
  const idle = least(BigInt(action.workers), idleOf(action, f));
  const cores = plus(times(1000n, BigInt(action.workers) - idle), times(100n, idle));
  const channels = times(BigInt(prices.channel), channelsOf(action, f));
  const wait = serial ? BigInt(prices.wait) / 2n : BigInt(prices.wait);
  // Half folios, so that half a batch is whole.
  const held = plus(times(folios, serial ? 1n : 2n), times(2n, toCome));
  const delay = times(BigInt(prices.delay), share, held) / 128n;
  const perNs = least((1n << 17n) - 1n, plus(wait, delay, cores, channels));
  return plus(times(time, perNs) / 1000n, stall);
}

/** The actions that are weighed, preferred among equals first. */
export function bigWeighed({ stores }: Prices): number[] {
  const order = (side: Action['side']): number[] =>
    ACTIONS.flatMap((action, index) => {
      const other = action.migrator === 'mtcopy' && (action.placement !== 'spread' || action.stores !== stores);
      return action.side === side && !other ? [index] : [];
    });
  return [...order('pull'), ...order('push')];
}

/** The cheapest possible action, the first of equals; −1 where none is weighed. */
export function bigCheapest(prices: Prices, features: Int32Array, possible: ArrayLike<number>): number {
  const f = named(features);
  let best: { readonly index: number; readonly cost: bigint } | null = null;
  for (const index of bigWeighed(prices)) {
    const action = ACTIONS[index];
    if (!action || possible[index] !== 1) continue;
    const cost = bigCost(action, prices, f);
    if (best === null || cost < best.cost) best = { index, cost };
  }
  return best?.index ?? -1;
}
