import { COLD, HOT, WARM } from '../zen3-conditions.js';
import { callTime, computing, contexts, type GridLoad, logUniformMean, tenantsOf, tidy } from './load.js';
import type { GridMachine } from './machines.js';
import { tieringParameters } from './tiering.js';

/** A scenario's own part: what comes, how often, and one sentence with its figures. */
export interface GridTraffic {
  readonly workload: string;
  readonly parameters: object;
  readonly summary: string;
}

export type TrafficOf = (machine: GridMachine, load: GridLoad) => GridTraffic;

const THP_MIB = 2;
const US_PER_MS = 1000;
const CALLERS = { light: 1, heavy: 4 } as const;

/** Callers at once: half of a node's cores are left to them at most, or they would queue for CPUs, not for copies. */
function callersOf({ cores }: GridMachine, { name }: GridLoad): number {
  return Math.max(1, Math.min(CALLERS[name], Math.floor(cores / 2)));
}

/** Mean of min(x, most) for x log-uniform between `low` and `high`. */
function cutMean(low: number, high: number, most: number): number {
  const span = Math.log(high / low);
  return (most - low + most * Math.log(high / most)) / span;
}

/** Requests of an episode: large ones are fewer batches where base pages are large, so that there are more of them. */
function requests({ basePageKiB }: GridMachine, few: number): number {
  return basePageKiB > 4 ? few + 32 : few;
}

/** Mean gap [ms] between what takes `us` serially. */
function gapMs(us: number, { utilisation }: GridLoad): number {
  return tidy(us / utilisation / US_PER_MS);
}

/** move_pages of regions from node 0 to node 1. */
export const bulk: TrafficOf = (machine, load) => {
  const sizes = { minMiB: 2, maxMiB: 256, basePageMiB: 16, thpShare: 0.6, mthpShare: 0.3 };
  const { minMiB, maxMiB, basePageMiB, thpShare } = sizes;
  const pmdShare = machine.pmd ? 0.1 : 0;
  const { page, thp } = machine.next;
  const small = (cutMean(minMiB, maxMiB, basePageMiB) * 1024) / machine.basePageKiB;
  const large = (1 - pmdShare) * (logUniformMean(minMiB, maxMiB) / THP_MIB) * thp + pmdShare * (machine.pmd?.us ?? 0);
  const us = machine.callUs + thpShare * large + (1 - thpShare) * small * page;
  const [callers, gap] = [callersOf(machine, load), gapMs(us, load)];
  const pmd = machine.pmd ? { pmdShare } : {};
  const tenants = tenantsOf(machine, load);
  return {
    workload: 'bulk',
    parameters: { ...sizes, ...pmd, callers, calls: requests(machine, 48), gapMs: gap, heat: WARM, tenants },
    summary: `${callers} x move_pages of ${minMiB} to ${maxMiB} MiB every ${gap} ms, ${load.words}`,
  };
};

/** Hint faults, folio by folio. */
export const promotion: TrafficOf = (machine, load) => {
  const [promoters, thpShare] = [contexts(machine, 4), load.name === 'light' ? 0.1 : 0.3];
  const mib = thpShare * THP_MIB + ((1 - thpShare) * machine.basePageKiB) / 1024;
  const us = callTime(machine, machine.slow, 1, 1, thpShare);
  const limitMBps = tidy((promoters * load.utilisation * mib * 2 ** 20) / us);
  const offeredMBps = tidy(1.7 * limitMBps);
  const parameters = { events: 240, promoters, offeredMBps, limitMBps, burstMiB: tidy(32 * mib), thpShare };
  return {
    workload: 'promotion',
    parameters: { ...parameters, hot: HOT, tenants: tenantsOf(machine, load) },
    summary: `${promoters} threads' promotion limited to ${limitMBps} of ${offeredMBps} MB/s, ${100 * thpShare} % of folios THPs, ${load.words}`,
  };
};

/** kswapd from the low watermark to the high one. */
export const demotion: TrafficOf = (machine, load) => {
  const [thpCalls, pages] = [load.name === 'light' ? 0.2 : 0.5, 60];
  const mib = thpCalls * THP_MIB + ((1 - thpCalls) * pages * machine.basePageKiB) / 1024;
  const us = callTime(machine, machine.slow, pages, 1, thpCalls);
  const allocationMBps = tidy((load.utilisation * mib * 2 ** 20) / us);
  const watermarkGapMiB = tidy(mib * (load.name === 'light' ? 8 : 40));
  return {
    workload: 'demotion',
    parameters: {
      events: 160,
      allocationMBps,
      watermarkGapMiB,
      scanUs: 30,
      thpCalls,
      cold: COLD,
      tenants: tenantsOf(machine, load),
    },
    summary: `kswapd demotes ${watermarkGapMiB} MiB a wake-up at ${allocationMBps} MB/s, ${load.words}`,
  };
};

/** Lists of base pages that stay on their node. */
export const compaction: TrafficOf = (machine, load) => {
  const [allocators, listsPerRun] = load.name === 'light' ? [1, 4] : [contexts(machine, 4), 8];
  const us = listsPerRun * callTime(machine, machine.within, 29, 0, 0) * computing(machine, load);
  const gap = gapMs(us, load);
  return {
    workload: 'compaction',
    parameters: {
      events: 240,
      allocators,
      allocationGapMs: gap,
      daemonGapMs: gap,
      listsPerRun,
      fullShare: 0.8,
      scanUs: 40,
      heat: WARM,
      tenants: tenantsOf(machine, load),
    },
    summary: `${allocators + 1} x compaction within a node, ${listsPerRun} lists every ${gap} ms, ${load.words}`,
  };
};

/** A node that leaves, block after block. */
export const hotUnplug: TrafficOf = (machine, load) => {
  const [occupancy, thpPart] =
    load.name === 'light' ? [[0.3, 0.9] as const, [0.7, 1] as const] : [[0.8, 1] as const, [0.2, 1] as const];
  const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2;
  const [mib, thps] = [128 * middle(occupancy), middle(thpPart)];
  const { page, thp } = machine.slow;
  const us = 2 * machine.callUs + (mib * thps * thp) / THP_MIB + (mib * (1 - thps) * 1024 * page) / machine.basePageKiB;
  const paceMs = gapMs(us, load);
  return {
    workload: 'hot-unplug',
    parameters: {
      events: requests(machine, 24),
      blockMiB: 128,
      paceMs,
      occupancy: [...occupancy],
      thpPart: [...thpPart],
      heat: COLD,
      tenants: tenantsOf(machine, load),
    },
    summary: `the slow node leaves, a block of 128 MiB every ${paceMs} ms, ${load.words}`,
  };
};

/** Regions prefetched into GPU memory, the oldest evicted. */
export const gpu: TrafficOf = (machine, load) => {
  const streams = callersOf(machine, load);
  const [maxMiB, capacityMiB] = load.name === 'light' ? [256, 1024] : [512, 2048];
  const mib = logUniformMean(16, maxMiB);
  // One context evicts for all streams: it is the busy one.
  const phaseMs = gapMs(streams * (machine.callUs + (mib / THP_MIB) * machine.slow.thp), load);
  return {
    workload: 'gpu',
    parameters: {
      events: 80,
      streams,
      phaseMs,
      minMiB: 16,
      maxMiB,
      capacityMiB,
      hot: HOT,
      cold: COLD,
      tenants: tenantsOf(machine, load),
    },
    summary: `${streams} x prefetch of 16 to ${maxMiB} MiB every ${phaseMs} ms, eviction from ${capacityMiB} MiB, ${load.words}`,
  };
};

function tieringWords(machine: GridMachine, load: GridLoad): string {
  const { burstGapMs, daemonGapMs, thpShare } = tieringParameters(machine, load);
  return `demotion every ${burstGapMs} ms and promotion every ${daemonGapMs} ms, ${100 * thpShare} % THPs`;
}

export const tiering: TrafficOf = (machine, load) => ({
  workload: 'tiering',
  parameters: { ...tieringParameters(machine, load), tenants: tenantsOf(machine, load) },
  summary: `${tieringWords(machine, load)}, ${load.words}`,
});

/** Tiering beside a tenant that bursts. */
export const noisyNeighbour: TrafficOf = (machine, load) => {
  const [gap, burst, part] = load.name === 'light' ? [20, 5, 0.5] : [8, 8, 1];
  const threads = Math.ceil(machine.cores * part);
  const { localGBps, remoteGBps } = tenantsOf(machine, load);
  const busy = load.name === 'light' ? load.busy : [0.3, 0.6];
  return {
    workload: 'noisy-neighbour',
    parameters: {
      ...tieringParameters(machine, load),
      tenants: tenantsOf(machine, load, { busy: [...busy] }),
      neighbour: { node: 0, gapMs: gap, burstMs: burst, threads, localGBps, remoteGBps },
    },
    summary: `${tieringWords(machine, load)}, a neighbour of ${threads} threads ${burst} of ${gap + burst} ms`,
  };
};

/** Tiering through a short day. */
export const diurnal: TrafficOf = (machine, load) => {
  const [periodMs, swing] = [20, load.name === 'light' ? 0.3 : 0.5];
  return {
    workload: 'diurnal',
    parameters: {
      ...tieringParameters(machine, load),
      tenants: tenantsOf(machine, load, { changeMs: 1 }),
      day: { periodMs, swing },
    },
    summary: `${tieringWords(machine, load)}, through a day of ${periodMs} ms that swings by ${100 * swing} %, ${load.words}`,
  };
};
