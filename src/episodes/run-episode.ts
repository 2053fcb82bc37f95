import { Lane } from '../env/lane.js';
import { type OpenScenario, underInterface } from '../env/scenario-registry.js';
import { COST_TERMS, type CostTerm, weightedCost } from '../sim/state/cost-terms.js';
import { quantile, quantileOfSorted } from '../statistics/quantile.js';
import { accountsOf, type EpisodeAccounts } from './account-metrics.js';
import type { Contender } from './contender.js';

/** What one contender made of one episode. */
export interface EpisodeResult {
  readonly contender: string;
  readonly scenario: string;
  readonly seed: number;
  /** Terms and their weighted sum [core-ns]. */
  readonly terms: Readonly<Record<CostTerm, number>>;
  readonly cost: number;
  readonly mib: number;
  /** Batches that were decided, those left to mainline included: what simulating the episode takes. */
  readonly decisions: number;
  readonly metrics: EpisodeMetrics;
  /** Where the scenario has CPU accounts. */
  readonly accounts?: EpisodeAccounts;
}

/** Reported whatever the weights. */
export interface EpisodeMetrics {
  /** Bytes moved ÷ time with any migration under way [GB/s]. */
  readonly throughputGBps: number;
  /** Of requests, from arrival to the last folio's return [ns]. */
  readonly p99LatencyNs: number;
  /** Of requests, from arrival to the first folio's return: median and 99th percentile [ns]. */
  readonly medianFirstFolioNs: number;
  readonly p99FirstFolioNs: number;
  /** Of folios, from unmap to remap: mean and 99th percentile [ns]. */
  readonly meanBlackoutNs: number;
  readonly p99BlackoutNs: number;
  /** CPU time of migration, and channel-time of DMA, per MiB moved [ns]. */
  readonly cpuNsPerMiB: number;
  readonly dmaNsPerMiB: number;
  /** Folios that DMA failed to copy and the caller copied. */
  readonly recopiedFolios: number;
}

const MIB = 2 ** 20;

/** Runs one episode to its end. Deterministic from (scenario, seed, contender). */
export function runEpisode(opened: OpenScenario, seed: number, contender: Contender): EpisodeResult {
  const open = underInterface(opened, contender.dmaInterface);
  const lane = new Lane(open, open.episode(seed), contender.batchingOn?.(open) ?? contender.batching ?? open.batching);
  const decide = contender.begin(open, lane.sim, seed);
  while (!lane.done) {
    // What has settled since the last decision is there to be looked at until this one is taken.
    const action = decide(lane.features, lane.mask, lane.sim, lane.slot);
    lane.sim.settled.clear();
    lane.step(action);
  }
  const { settled } = lane.sim;
  const firstFolioNs = settled.firstFolioNs.toSorted();
  const mib = settled.bytes / MIB;
  const accounts = accountsOf(lane.sim);
  const terms = Object.fromEntries(COST_TERMS.map((term, index) => [term, settled.total[index] ?? 0]));
  return {
    contender: contender.name,
    scenario: open.scenario.name,
    seed,
    terms: terms as Record<CostTerm, number>,
    cost: weightedCost(settled.total, open.scenario.weights),
    mib,
    decisions: lane.sim.decisions + lane.sim.unasked,
    metrics: {
      throughputGBps: settled.bytes / settled.busyNs,
      p99LatencyNs: quantile(settled.latencyNs, 0.99),
      medianFirstFolioNs: quantileOfSorted(firstFolioNs, 0.5),
      p99FirstFolioNs: quantileOfSorted(firstFolioNs, 0.99),
      meanBlackoutNs: settled.blackouts.mean(),
      p99BlackoutNs: settled.blackouts.quantile(0.99),
      cpuNsPerMiB: settled.cpuNs / mib,
      dmaNsPerMiB: settled.dmaNs / mib,
      recopiedFolios: settled.recopiedFolios,
    },
    ...(accounts && { accounts }),
  };
}
