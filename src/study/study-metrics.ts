import { type Registered, Registry } from '../core/registry.js';
import { accountsOf } from '../episodes/account-metrics.js';
import { REASONS, type Reason } from '../migration/vocabulary.js';
import type { Simulator } from '../sim/simulator.js';
import { COST_TERMS, type CostTerm, type CostWeights, weightedCost } from '../sim/state/cost-terms.js';
import { quantile } from '../statistics/quantile.js';

/** What a study reads off one finished simulation; NaN where there is nothing to read, e.g. no such request. */
export interface StudyMetric extends Registered {
  /** As the figure's axis says it, without the unit. */
  readonly title: string;
  readonly unit: string;
  /** Which way is better. */
  readonly better: 'more' | 'less';
  of(sim: Simulator, weights: CostWeights): number;
}

const MIB = 2 ** 20;
const US = 1e3;
const MS = 1e6;

const mib = ({ settled }: Simulator): number => settled.bytes / MIB;

/** What is missing to a progress of 1 [%]; nothing where the difference is rounding. */
function lossOf(progress: number): number {
  return Math.abs(1 - progress) < ROUNDING ? 0 : 100 * (1 - progress);
}

const accounts = new WeakMap<Simulator, ReturnType<typeof accountsOf>>();

/** What an episode was to its accounts, worked out once: it takes a run without migration. */
function accountsIn(sim: Simulator): ReturnType<typeof accountsOf> {
  if (!accounts.has(sim)) accounts.set(sim, accountsOf(sim));
  return accounts.get(sim);
}

/** Means over the requests of a reason; of all where none is named. */
function requestsOf(sim: Simulator, times: Float64Array, reason?: Reason): number[] {
  const code = reason === undefined ? -1 : REASONS.indexOf(reason);
  return [...times].filter((_, r) => code === -1 || sim.episode.arrivals.reason[r] === code);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Terms that a policy is charged for, by themselves. */
function termMetric(term: CostTerm, title: string): StudyMetric {
  const of = (sim: Simulator): number => (sim.settled.total[COST_TERMS.indexOf(term)] ?? 0) / mib(sim) / US;
  return { name: term, title, unit: 'core-us/MiB', better: 'less', of };
}

/** A smaller part of the time used is the rounding of a difference, not time lost. */
const ROUNDING = 1e-9;

/**
 * CPU time that tenants lose [core-ns]: the term `cpu` prices idle time at p, cpu = lost + p·(used − lost), hence
 * lost = (cpu − p·used) ÷ (1 − p).
 */
function cpuLost(sim: Simulator): number {
  const { idleCpu } = sim.options;
  const used = sim.settled.cpuNs;
  const lost = ((sim.settled.total[COST_TERMS.indexOf('cpu')] ?? 0) - idleCpu * used) / (1 - idleCpu);
  return lost > ROUNDING * used ? lost : 0;
}

/** A metric that a study may plot is a line here. */
export const STUDY_METRICS = new Registry<StudyMetric>('metric', [
  {
    name: 'throughput',
    title: 'throughput',
    unit: 'GB/s',
    better: 'more',
    of: ({ settled }) => settled.bytes / settled.busyNs,
  },
  {
    name: 'latency',
    title: 'time to the last folio',
    unit: 'us',
    better: 'less',
    of: (sim) => meanOf(requestsOf(sim, sim.settled.latencyNs)) / US,
  },
  {
    name: 'first-folio',
    title: 'time to the first folio',
    unit: 'us',
    better: 'less',
    of: (sim) => meanOf(requestsOf(sim, sim.settled.firstFolioNs)) / US,
  },
  {
    name: 'blackout',
    title: 'a folio is unmapped, mean',
    unit: 'us',
    better: 'less',
    of: ({ settled }) => settled.blackouts.mean() / US,
  },
  {
    name: 'blackout-p99',
    title: 'a folio is unmapped, 99th percentile',
    unit: 'us',
    better: 'less',
    of: ({ settled }) => settled.blackouts.quantile(0.99) / US,
  },
  {
    name: 'promotion-p99',
    title: 'promotion, 99th percentile',
    unit: 'us',
    better: 'less',
    of: (sim) => {
      const times = requestsOf(sim, sim.settled.latencyNs, 'numa_misplaced');
      return times.length === 0 ? Number.NaN : quantile(times, 0.99) / US;
    },
  },
  {
    name: 'promotion-latency',
    title: 'promotion, mean time',
    unit: 'us',
    better: 'less',
    of: (sim) => meanOf(requestsOf(sim, sim.settled.latencyNs, 'numa_misplaced')) / US,
  },
  {
    name: 'call-latency',
    title: 'move_pages call, mean time',
    unit: 'ms',
    better: 'less',
    of: (sim) => meanOf(requestsOf(sim, sim.settled.latencyNs, 'syscall')) / MS,
  },
  {
    name: 'cost',
    title: 'application progress lost',
    unit: 'core-us/MiB',
    better: 'less',
    of: (sim, weights) => weightedCost(sim.settled.total, weights) / mib(sim) / US,
  },
  termMetric('stall', 'progress lost to unmapped folios'),
  termMetric('delay', 'progress lost on the slow node'),
  termMetric('bandwidth', "progress lost to copies' traffic"),
  {
    name: 'tenant-loss',
    title: 'tenants lose',
    unit: 'core-us/MiB',
    better: 'less',
    of: (sim) => (cpuLost(sim) + (sim.settled.total[COST_TERMS.indexOf('bandwidth')] ?? 0)) / mib(sim) / US,
  },
  {
    name: 'victim-loss',
    title: 'lost by accounts that migrate nothing',
    unit: '% of their progress',
    better: 'less',
    of: (sim) => lossOf(accountsIn(sim)?.metrics.victimProgress ?? Number.NaN),
  },
  {
    name: 'owner-loss',
    title: 'lost by accounts whose pages migrate',
    unit: '% of their progress',
    better: 'less',
    of: (sim) => {
      const owners = accountsIn(sim)?.byAccount.filter(({ victim, account }) => !victim && account !== 'system') ?? [];
      return lossOf(meanOf(owners.map(({ progress }) => progress)));
    },
  },
  {
    name: 'jain',
    title: "1 − Jain's index of the accounts' progress",
    unit: '10^-3',
    better: 'less',
    of: (sim) => 1e3 * (1 - (accountsIn(sim)?.metrics.jainIndex ?? Number.NaN)),
  },
  {
    name: 'throttled',
    title: 'throttled more than without migration',
    unit: 'ms',
    better: 'less',
    of: (sim) => accountsIn(sim)?.metrics.addedThrottledMs ?? Number.NaN,
  },
  {
    name: 'cpu-time',
    title: 'CPU time spent',
    unit: 'core-us/MiB',
    better: 'less',
    of: (sim) => sim.settled.cpuNs / mib(sim) / US,
  },
]);
