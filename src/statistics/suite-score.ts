import { at } from '../core/errors.js';
import { interquartileMean } from './interquartile-mean.js';
import { mean } from './mean.js';
import type { ScoreTable } from './score-table.js';

/*
 * Scores of a suite in one number. What a policy scores on a scenario is what it gains over all episodes that were run
 * there, of what there was to gain on them; of a policy that was trained R times, one score a training:
 *
 *     s(k, r)  = Σ_i gained[k][r, i] ÷ Σ_i toGain[k][r, i]   scenario k, training r, episode i
 *     score    = interquartile mean of all s(k, r)           what it does on an ordinary scenario
 *     mean     = mean of all s(k, r)                         the worst scenarios count as well
 *
 * As rliable has it (Agarwal et al. 2021): a run's score on a task is one number over its evaluation episodes, and the
 * interquartile mean goes over runs of tasks. Over single episodes the reference itself would score less than 1, since
 * what there is to gain differs between episodes. Where episodes are drawn anew, for an interval, both sums are of the
 * episodes drawn: what makes an episode dear for everybody moves nobody's score. The lower one is LEAST of its mean at
 * least, lest a draw on which the reference gains next to nothing blow up a score.
 */
const LEAST = 0.25;

/**
 * s(k, r), scenario by scenario. [scenarios × runs]
 * @param gained [scenario][run × episode]
 * @param toGain likewise, with mean 1 over the episodes that were run; 1 everywhere where absent.
 */
export function runScores(gained: ScoreTable, runs = 1, toGain?: ScoreTable): number[] {
  return gained.flatMap((row, k) =>
    Array.from({ length: runs }, (_, run) => {
      const own = mean(episodesOf(row, run, runs));
      return toGain ? own / Math.max(LEAST, mean(episodesOf(at(toGain, k), run, runs))) : own;
    }),
  );
}

/** Interquartile mean over scenarios and runs. */
export function suiteScore(gained: ScoreTable, runs = 1, toGain?: ScoreTable): number {
  return interquartileMean(runScores(gained, runs, toGain));
}

/** Mean over scenarios and runs. */
export function suiteMean(gained: ScoreTable, runs = 1, toGain?: ScoreTable): number {
  return mean(runScores(gained, runs, toGain));
}

/** The scores of one run alone. [scenario][episode] */
export function runOf(table: ScoreTable, run: number, runs: number): ScoreTable {
  return table.map((row) => episodesOf(row, run, runs));
}

function episodesOf(row: readonly number[], run: number, runs: number): readonly number[] {
  const episodes = row.length / runs;
  return row.slice(run * episodes, (run + 1) * episodes);
}
