import { KERNEL_ENTRANT } from '../episodes/entrant.js';
import type { EpisodeResult } from '../episodes/run-episode.js';
import { ResultTable, repeated } from '../evaluation/result-table.js';
import { mean } from '../statistics/mean.js';
import type { ScoreTable } from '../statistics/score-table.js';

/*
 * Differences of cost in units that need no reference: what B costs more than A, per MiB moved, as a fraction of what
 * today's kernel costs on the same scenario,
 *
 *     d(k, i) = (c_B(k, i) − c_A(k, i)) ÷ mean over i of c_kernel(k, i)
 *
 * paired by scenario and episode. It has the sign of a difference of scores.
 */
export class RelativeCosts {
  readonly #table: ResultTable;
  readonly #scenarios: readonly string[];

  constructor(scenarios: readonly string[], seeds: readonly number[], results: readonly EpisodeResult[]) {
    this.#table = new ResultTable(seeds, results);
    this.#scenarios = scenarios;
  }

  /** Names of several trainings are taken together, training by training; one is set beside each of several. */
  difference(a: readonly string[], b: readonly string[]): ScoreTable {
    return this.#scenarios.map((scenario) => {
      const scale = mean(this.#table.costs(KERNEL_ENTRANT, scenario));
      const runs = Math.max(a.length, b.length);
      const costs = (names: readonly string[]): number[] => {
        const own = this.#table.costs({ name: '', members: names }, scenario);
        return names.length === runs ? own : repeated(own, runs);
      };
      const less = costs(a);
      return costs(b).map((cost, i) => (cost - (less[i] ?? 0)) / scale);
    });
  }
}
