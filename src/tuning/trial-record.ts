import { canonicalJson } from '../core/canonical-json.js';
import { at } from '../core/errors.js';
import type { Store } from '../store/store.js';
import { decisionsIn } from './measure.js';
import type { TuningEpisodes } from './scale.js';
import type { Measure, TrialCell } from './search.js';

/*
 * Searches that can be stopped at any moment: every batch of cells is written down when it is measured, and a search
 * that begins again is told of what is written down instead of measuring it. Since a search follows from what is
 * measured, it goes the same way to where it was stopped, and on from there as if it had never been.
 */

/** What a run's searches have measured. */
export interface TrialRecord {
  /** As `measure`, from the record where it can. @param subject what a search's rows are filed under: its own. */
  measured(subject: string, episodes: TuningEpisodes, measure: Measure): Measure;
  /** Cells that the record had. */
  remembered(): number;
  /** Simulated decisions of all cells that were asked for. */
  spent(): number;
}

/** Costs by subject and setting, then by scenario and episode. */
class KnownCosts {
  readonly #costs = new Map<string, Map<string, number>>();

  of(subject: string, parameters: unknown): Map<string, number> {
    const key = `${subject}\n${canonicalJson(parameters)}`;
    const found = this.#costs.get(key) ?? new Map<string, number>();
    this.#costs.set(key, found);
    return found;
  }
}

export function openTrialRecord(store: Store, runId: number): TrialRecord {
  const known = new KnownCosts();
  for (const { rule, parameters, scenarioSet, cost } of store.tuningTrials.ofRun(runId)) {
    known.of(rule, parameters).set(scenarioSet, cost);
  }
  let [remembered, spent] = [0, 0];
  const measured: TrialRecord['measured'] = (subject, episodes, measure) => {
    const setOf = ({ scenario, episode }: TrialCell): string => `${at(episodes.scenarios, scenario)}#${episode}`;
    const write = (cells: readonly TrialCell[], costs: readonly number[]): void =>
      store.transaction(() => {
        cells.forEach((cell, k) => {
          const [cost, decisions] = [at(costs, k), decisionsIn([cell], episodes)];
          const { parameters } = cell;
          store.tuningTrials.add({ runId, rule: subject, scenarioSet: setOf(cell), parameters, cost, decisions });
          known.of(subject, parameters).set(setOf(cell), cost);
        });
        store.runs.progress(runId, spent);
      });
    return async (cells) => {
      const costOf = (cell: TrialCell): number | undefined => known.of(subject, cell.parameters).get(setOf(cell));
      const fresh = cells.filter((cell) => costOf(cell) === undefined);
      remembered += cells.length - fresh.length;
      spent += decisionsIn(cells, episodes);
      if (fresh.length > 0) write(fresh, await measure(fresh));
      return cells.map((cell) => costOf(cell) ?? Number.NaN);
    };
  };
  return { measured, remembered: () => remembered, spent: () => spent };
}
