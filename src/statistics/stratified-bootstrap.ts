import { at, invariant } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import { quantileOfSorted } from './quantile.js';
import { type ScoreTable, tableSize } from './score-table.js';

/**
 * Stratified percentile bootstrap (Efron 1979; Agarwal et al. 2021 and rliable for scores of scenarios × seeds).
 *
 * A replicate draws, within each scenario k on its own, nₖ seeds with replacement from its nₖ seeds, and computes the
 * statistic on the table drawn: θ*₁ … θ*_B. The interval of level 1 − α runs from the α/2 to the 1 − α/2 quantile of
 * the θ*. Scenarios are never resampled: they are the suite, not a sample.
 *
 * *Paired*: policies that met the same arrivals (common random numbers) are drawn with the same seed indices, so that
 * what a seed does to both cancels out of their difference.
 *
 * *Crossed*: where a policy was trained R times, a stratum holds R rows of equally many episodes, one row a training.
 * A replicate draws R trainings with replacement, the same ones in every scenario, for a training plays the whole
 * suite, and the episodes of each scenario as before, the same ones for every training drawn. So the interval covers
 * both: which seed was trained, and which arrivals were met.
 */
export interface BootstrapOptions {
  /** Names the random stream; the same seed gives the same interval. */
  readonly seed: number;
  /** B, default 2000. */
  readonly replicates?: number;
  /** 1 − α, default 0.95. */
  readonly level?: number;
  /** R, default 1. */
  readonly runs?: number;
}

export interface Interval {
  /** The statistic on the scores themselves. */
  readonly estimate: number;
  /** NaN, like `high`, where some scenario has a single seed: one run says nothing about spread. */
  readonly low: number;
  readonly high: number;
  /** Scores behind the estimate; of pairs, pairs. */
  readonly n: number;
}

/** Interval of a statistic of one table. */
export function bootstrapInterval(
  statistic: (table: ScoreTable) => number,
  table: ScoreTable,
  options: BootstrapOptions,
): Interval {
  return jointBootstrapInterval(([only]) => statistic(only ?? []), [table], options);
}

/** Interval of a statistic of two tables of the same shape, whose cells [scenario][seed] belong together. */
export function pairedBootstrapInterval(
  statistic: (a: ScoreTable, b: ScoreTable) => number,
  a: ScoreTable,
  b: ScoreTable,
  options: BootstrapOptions,
): Interval {
  return jointBootstrapInterval(([first, second]) => statistic(first ?? [], second ?? []), [a, b], options);
}

/** Interval of a statistic of several tables of the same shape, whose cells belong together. */
export function jointBootstrapInterval(
  statistic: (tables: readonly ScoreTable[]) => number,
  tables: readonly ScoreTable[],
  { seed, replicates = 2000, level = 0.95, runs = 1 }: BootstrapOptions,
): Interval {
  const shape = at(tables, 0);
  const paired = tables.every(
    (table) => table.length === shape.length && table.every(({ length }, k) => length === shape[k]?.length),
  );
  invariant(paired, 'paired tables have the same scenarios and seeds');
  invariant(shape.length > 0 && shape.every((stratum) => stratum.length > 0), 'every scenario has a score');
  invariant(tables.flat(2).every(Number.isFinite), 'scores are finite');
  const [estimate, n] = [statistic(tables), tableSize(shape)];
  invariant(
    shape.every((stratum) => stratum.length % runs === 0),
    'every run has equally many episodes',
  );
  if (shape.some((stratum) => stratum.length / runs < 2)) return { estimate, low: Number.NaN, high: Number.NaN, n };
  const random = randomStream(seed, 'bootstrap');
  const drawn = Float64Array.from({ length: replicates }, () => statistic(redraw(tables, random, runs))).sort();
  const tail = (1 - level) / 2;
  return { estimate, low: quantileOfSorted(drawn, tail), high: quantileOfSorted(drawn, 1 - tail), n };
}

/** One replicate: the same runs and episodes for every table. */
function redraw(tables: readonly ScoreTable[], random: RandomStream, runs: number): readonly ScoreTable[] {
  const drawnRuns = runs === 1 ? [0] : Array.from({ length: runs }, () => random.below(runs));
  const cells = at(tables, 0).map(({ length }) => {
    const episodes = length / runs;
    const drawn = Array.from({ length: episodes }, () => random.below(episodes));
    return drawnRuns.flatMap((run) => drawn.map((episode) => run * episodes + episode));
  });
  return tables.map((table) => table.map((stratum, k) => at(cells, k).map((index) => at(stratum, index))));
}
