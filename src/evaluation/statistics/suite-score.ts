import { interquartileMean } from './interquartile-mean.js';
import { mean } from './mean.js';
import type { ScoreTable } from './score-table.js';

/*
 * Scores of a suite in one number. What a policy scores on a scenario is a mean over the episodes that were run there, for
 * that is where the reference scores 1 (score.ts); of a policy that was trained R times, one score a training:
 *
 *     s(k, r)  = mean over i of scores[k][r, i]             scenario k, training r, episode i
 *     score    = interquartile mean of all s(k, r)          what it does on an ordinary scenario
 *     mean     = mean of all s(k, r)                        the worst scenarios count as well
 *
 * As rliable has it (Agarwal et al. 2021): a run's score on a task is its mean over evaluation episodes, and the
 * interquartile mean goes over runs of tasks. Over single episodes the reference itself would score less than 1, since
 * what there is to win differs between episodes.
 */

/** s(k, r), scenario by scenario. @param table scores[scenario][run × episode] [scenarios × runs] */
export function runScores(table: ScoreTable, runs = 1): number[] {
  return table.flatMap((row) => Array.from({ length: runs }, (_, run) => mean(episodesOf(row, run, runs))));
}

/** Interquartile mean over scenarios and runs. */
export function suiteScore(table: ScoreTable, runs = 1): number {
  return interquartileMean(runScores(table, runs));
}

/** Mean over scenarios and runs. */
export function suiteMean(table: ScoreTable, runs = 1): number {
  return mean(runScores(table, runs));
}

/** The scores of one run alone. [scenario][episode] */
export function runOf(table: ScoreTable, run: number, runs: number): ScoreTable {
  return table.map((row) => episodesOf(row, run, runs));
}

function episodesOf(row: readonly number[], run: number, runs: number): readonly number[] {
  const episodes = row.length / runs;
  return row.slice(run * episodes, (run + 1) * episodes);
}
