import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { REASONS, type Reason } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Episode } from '../../src/workload/episode.js';
import { chosen, openSample } from './sample-parameters.js';

/*
 * Each generator against the means its header states: n = 40 episodes (seeds 1 to 40), one value an episode, Student's
 * t with 39 degrees of freedom, critical value 3.56 (two-sided p = 0.001 for each row).
 */
const SEEDS = Array.from({ length: 40 }, (_, k) => k + 1);
const CRITICAL = 3.56;

const zen3 = loadPlatform('zen3-ptdma');
const MS = 1e6;
const MIB = 2 ** 20;
const THP = 2 * MIB;
const PAGE = 4096;
/** Hardware threads of a socket. */
const CPUS = 64;

type Statistic = (episode: Episode) => number;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How many standard errors the mean of some values lies from where it should. */
function standardErrors(values: readonly number[], expected: number): number {
  const average = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  return Math.abs(average - expected) / Math.sqrt(variance / values.length);
}

/** Requests of a reason that come within the first `ms`: what a fixed window holds is unbiased, wherever the end is. */
function countWithin(reason: Reason, ms: number): Statistic {
  return (episode) => {
    const { arrivals } = episode;
    expect(at(arrivals.timeNs, arrivals.count - 1)).toBeGreaterThan(ms * MS);
    const code = REASONS.indexOf(reason);
    return chosen(episode, (r) => arrivals.reason[r] === code && at(arrivals.timeNs, r) < ms * MS).length;
  };
}

/** MiB of all requests within the first `ms`. */
function mibWithin(ms: number): Statistic {
  return (episode) => {
    const { timeNs, folioBytes, folios, count } = episode.arrivals;
    expect(at(timeNs, count - 1)).toBeGreaterThan(ms * MS);
    const within = chosen(episode, (r) => at(timeNs, r) < ms * MS);
    return within.reduce((sum, r) => sum + at(folioBytes, r) * at(folios, r), 0) / MIB;
  };
}

/** Share of requests for which something holds. */
function shareOf(holds: (episode: Episode, request: number) => boolean): Statistic {
  return (episode) => chosen(episode, (r) => holds(episode, r)).length / episode.arrivals.count;
}

/** Times at which requests of a caller begin after at least `quietMs` without one. */
function beginnings({ arrivals }: Episode, quietMs: number): number[] {
  return [...arrivals.timeNs].filter((time, r) => r === 0 || time - at(arrivals.timeNs, r - 1) > quietMs * MS);
}

const isThp = ({ arrivals }: Episode, r: number): boolean => arrivals.folioBytes[r] === THP;

/** Time-weighted mean of a node's tenant threads up to `ms`. */
function threadsWithin(node: number, ms: number): Statistic {
  return ({ load }) => {
    const own = Array.from({ length: load.count }, (_, k) => k).filter((k) => load.node[k] === node);
    const until = (k: number): number => Math.min(ms * MS, load.timeNs[at(own, k + 1)] ?? 0);
    let sum = 0;
    for (let k = 0; at(load.timeNs, at(own, k)) < ms * MS; k++) {
      sum += at(load.threads, at(own, k)) * (until(k) - at(load.timeNs, at(own, k)));
    }
    return sum / (ms * MS);
  };
}

const STEADY = { busy: [0.25, 0.75], localGBps: 0, remoteGBps: 0, changeMs: 2 };

interface Row {
  readonly workload: string;
  readonly what: string;
  readonly parameters: object;
  readonly statistic: Statistic;
  readonly expected: number;
}

const ROWS: readonly Row[] = [
  {
    workload: 'bulk',
    what: 'calls within a time, of all callers',
    parameters: { callers: 4, calls: 200, gapMs: 40 },
    statistic: countWithin('syscall', 800),
    expected: (4 * 800) / 40,
  },
  {
    workload: 'tiering',
    what: 'hint faults within a time, of all promoters',
    parameters: { events: 600, promoters: 4, faultGapUs: 4000 },
    statistic: countWithin('numa_misplaced', 200),
    expected: (4 * 200) / 4,
  },
  {
    workload: 'tiering',
    what: 'demotion calls within a time',
    parameters: { events: 600, burstGapMs: 12, burstCalls: 4 },
    statistic: countWithin('demotion', 200),
    expected: (4 * 200) / 12,
  },
  {
    workload: 'promotion',
    what: 'MiB within a time where the limit is out of reach',
    parameters: { events: 1500, offeredMBps: 400, limitMBps: 1e6, burstMiB: 64, thpShare: 0.05, promoters: 8 },
    statistic: mibWithin(300),
    expected: (400e6 * 0.3) / MIB,
  },
  {
    workload: 'promotion',
    what: 'share of THPs, which the limit leaves as it is',
    parameters: { events: 800, offeredMBps: 400, limitMBps: 100, burstMiB: 1, thpShare: 0.2 },
    statistic: shareOf(isThp),
    expected: 0.2,
  },
  {
    workload: 'demotion',
    what: 'time from wake-up to wake-up [ms]',
    parameters: { events: 1500, allocationMBps: 100, watermarkGapMiB: 4, thpCalls: 0 },
    statistic: (episode) => {
      const wakeUps = beginnings(episode, 5);
      return (at(wakeUps, 20) - at(wakeUps, 0)) / 20 / MS;
    },
    expected: (4 * MIB) / 0.1 / MS,
  },
  {
    workload: 'demotion',
    what: 'base pages of a call',
    parameters: { events: 400, thpCalls: 0 },
    statistic: ({ arrivals }) => mean([...arrivals.folios]),
    expected: (57 + 64) / 2,
  },
  {
    workload: 'demotion',
    what: 'share of calls with a THP',
    parameters: { events: 400, thpCalls: 0.3, watermarkGapMiB: 64 },
    statistic: shareOf(isThp),
    expected: 0.3,
  },
  {
    workload: 'compaction',
    what: 'lists within a time',
    parameters: { events: 1500, allocators: 3, allocationGapMs: 20, daemonGapMs: 10, listsPerRun: 8, scanUs: 1 },
    statistic: countWithin('compaction', 400),
    expected: 8 * 400 * (3 / 20 + 1 / 10),
  },
  {
    workload: 'compaction',
    what: 'pages of a list',
    parameters: { events: 600, fullShare: 0.8 },
    statistic: ({ arrivals }) => mean([...arrivals.folios]),
    expected: 0.8 * 32 + 0.2 * 16,
  },
  {
    workload: 'hot-unplug',
    what: 'MiB of a block',
    parameters: { events: 80, blockMiB: 128, occupancy: [0.3, 0.9], thpPart: [0.2, 0.8] },
    statistic: ({ arrivals }) => {
      const bytes = arrivals.folioBytes.reduce((sum, size, r) => sum + size * at(arrivals.folios, r), 0);
      return bytes / new Set(arrivals.timeNs).size / MIB;
    },
    expected: 128 * 0.6,
  },
  {
    workload: 'hot-unplug',
    what: 'time between blocks [ms]',
    parameters: { events: 80, paceMs: 30 },
    statistic: ({ arrivals }) => at(arrivals.timeNs, arrivals.count - 1) / new Set(arrivals.timeNs).size / MS,
    expected: 30,
  },
  {
    workload: 'gpu',
    what: 'prefetches within a time, of all streams',
    parameters: { events: 200, streams: 4, phaseMs: 60 },
    statistic: countWithin('syscall', 1200),
    expected: (4 * 1200) / 60,
  },
  {
    workload: 'gpu',
    what: 'size of a prefetch, log2 of MiB; whole THPs make it less by at most a half of one',
    parameters: { events: 200, minMiB: 256, maxMiB: 1024, capacityMiB: 4096 },
    statistic: (episode) => {
      const prefetches = chosen(episode, (r) => episode.arrivals.reason[r] === REASONS.indexOf('syscall'));
      return mean(prefetches.map((r) => Math.log2(2 * at(episode.arrivals.folios, r) + 1)));
    },
    expected: 9,
  },
  {
    workload: 'noisy-neighbour',
    what: 'threads on its node, steps and bursts together',
    parameters: {
      events: 800,
      tenants: STEADY,
      neighbour: { node: 0, gapMs: 6, burstMs: 3, threads: 30, localGBps: 0, remoteGBps: 0 },
    },
    statistic: threadsWithin(0, 300),
    expected: CPUS * 0.5 + (30 * 3) / (3 + 6),
  },
  {
    workload: 'noisy-neighbour',
    what: 'threads on the other node',
    parameters: { events: 800, tenants: STEADY },
    statistic: threadsWithin(1, 300),
    expected: CPUS * 0.5,
  },
  {
    workload: 'diurnal',
    what: 'hint faults within a time, over all times of day',
    parameters: { events: 600, promoters: 4, faultGapUs: 4000, day: { periodMs: 130, swing: 0.8 } },
    statistic: countWithin('numa_misplaced', 200),
    expected: (4 * 200) / 4,
  },
  {
    workload: 'diurnal',
    what: 'tenants over all times of day',
    parameters: { events: 600, tenants: STEADY, day: { periodMs: 130, swing: 0.8 } },
    statistic: threadsWithin(0, 200),
    expected: CPUS * 0.5,
  },
];

describe('the mean that a generator states', () => {
  it.each(ROWS)('$workload: $what', async ({ workload, parameters, statistic, expected }) => {
    const source = await openSample(workload, zen3, parameters);
    const values = SEEDS.map((seed) => statistic(source(seed)));
    expect(standardErrors(values, expected), `mean ${mean(values)}, stated ${expected}`).toBeLessThan(CRITICAL);
  });

  it('is seen to be missed when it is 5 % off', async () => {
    const row = ROWS.find(({ what }) => what === 'pages of a list');
    const { workload, parameters, statistic, expected } = row ?? at(ROWS, 0);
    const source = await openSample(workload, zen3, parameters);
    const values = SEEDS.map((seed) => statistic(source(seed)));
    expect(standardErrors(values, expected * 1.05)).toBeGreaterThan(CRITICAL);
  });
});

describe('the rate limit of promotion', () => {
  const [limitMBps, burstMiB] = [100, 1];
  const parameters = { events: 1200, offeredMBps: 300, limitMBps, burstMiB, thpShare: 0.02 };

  it('lets at most the bucket, the rate and one folio through in any time', async () => {
    const source = await openSample('promotion', zen3, parameters);
    const { arrivals } = source(1);
    const passed = (from: number, to: number) =>
      arrivals.folioBytes.subarray(from, to + 1).reduce((sum, bytes) => sum + bytes, 0);
    for (let from = 0; from < arrivals.count; from += 7) {
      for (let to = from; to < arrivals.count; to += 11) {
        const time = at(arrivals.timeNs, to) - at(arrivals.timeNs, from);
        expect(passed(from, to)).toBeLessThanOrEqual(burstMiB * MIB + limitMBps * 1e-3 * time + THP + PAGE);
      }
    }
  });

  it('is used up where three times as much is offered: from the rate to 2 % less, of 40 episodes', async () => {
    const source = await openSample('promotion', zen3, { ...parameters, thpShare: 0, events: 3000 });
    const rates = SEEDS.map((seed) => ((mibWithin(80)(source(seed)) - burstMiB) * MIB) / (80 * MS));
    expect(mean(rates)).toBeLessThanOrEqual(limitMBps * 1e-3 * 1.001);
    expect(mean(rates)).toBeGreaterThan(limitMBps * 1e-3 * 0.98);
  });
});

describe('GPU memory', () => {
  it('never holds more than its capacity, and is full in the end', async () => {
    const capacityMiB = 1024;
    const source = await openSample('gpu', zen3, { events: 200, streams: 3, maxMiB: 512, capacityMiB });
    for (const { arrivals } of SEEDS.map(source)) {
      let held = 0;
      let most = 0;
      for (let r = 0; r < arrivals.count; r++) {
        held += (arrivals.target[r] === 1 ? 2 : -2) * at(arrivals.folios, r);
        expect(held).toBeGreaterThanOrEqual(0);
        most = Math.max(most, held);
      }
      expect(most).toBeLessThanOrEqual(capacityMiB);
      expect(most).toBeGreaterThan(capacityMiB / 2);
    }
  });
});
