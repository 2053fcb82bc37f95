import { at } from '../core/errors.js';
import { type Entrant, FIXED_ENTRANTS, KERNEL_ENTRANT } from '../episodes/entrant.js';
import type { EpisodeHooks, EpisodeThreads } from '../episodes/episode-threads.js';
import { tuningSeeds } from '../episodes/seeds.js';
import { LEAST_GAIN } from '../evaluation/gain-to-win.js';
import { costPerMiB } from '../evaluation/score.js';
import type { BatchTable } from '../migration/batch-table.js';
import { mean } from '../statistics/mean.js';

/** Tuning episodes of each scenario. */
const EPISODES = 4;

/*
 * Who sets the scale of tuning: on each scenario today's kernel is 0 and the best fixed migrator is 1, as the score has
 * the best reference there, which would cost far more to run. Where it gains less than LEAST_GAIN nothing is to be won,
 * and the scenario does not count for one setting of all.
 */
const SCALE: readonly Entrant[] = [KERNEL_ENTRANT, ...FIXED_ENTRANTS];

/** Episodes that settings are tried on, met neither in training nor in evaluation. */
export interface TuningEpisodes {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  /** Cost of today's kernel [core-µs/MiB] and decisions of each episode, which no policy changes. [scenario][episode] */
  readonly kernelCosts: readonly (readonly number[])[];
  readonly decisions: readonly (readonly number[])[];
  /** What the best fixed migrator gains over the kernel [core-µs/MiB]; 0 where that is too little. [scenario] */
  readonly worth: readonly number[];
  /** How batches are cut for everybody but the kernel; as the offload series does where absent. */
  readonly batching?: BatchTable | undefined;
}

/** What the scale spends is charged to nobody. */
export async function tuningEpisodes(
  scenarios: readonly string[],
  seed: number,
  threads: EpisodeThreads,
  { shouldStop }: EpisodeHooks = {},
  batching?: BatchTable,
): Promise<TuningEpisodes> {
  const seeds = tuningSeeds(seed, EPISODES);
  const tasks = scenarios.flatMap((scenario) =>
    seeds.map((one) => ({ scenario, seed: one, entrants: SCALE, batching })),
  );
  const results = await threads.run(tasks, shouldStop ? { shouldStop } : {});
  const rowsOf = ({ name }: Entrant) =>
    scenarios.map((scenario) => results.filter((one) => one.contender === name && one.scenario === scenario));
  const kernel = rowsOf(KERNEL_ENTRANT);
  const kernelCosts = kernel.map((row) => row.map(costPerMiB));
  const fixedRows = FIXED_ENTRANTS.map(rowsOf);
  const fixed = fixedRows.map((rows) => rows.map((row) => mean(row.map(costPerMiB))));
  const worth = kernelCosts.map((row, k) => {
    const gain = mean(row) - Math.min(...fixed.map((costs) => costs[k] ?? Number.POSITIVE_INFINITY));
    return gain < LEAST_GAIN * mean(row) ? 0 : gain;
  });
  const decisions = at(fixedRows, 0).map((row) => row.map((one) => one.decisions));
  return { scenarios, seeds, kernelCosts, decisions, worth, batching };
}
