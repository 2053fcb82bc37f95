import { canonicalJson } from '../../core/canonical-json.js';
import { at } from '../../core/errors.js';
import type { Store } from '../../store/store.js';
import type { TuningEpisodes } from './scale.js';
import type { Cell, Measure } from './search.js';

/*
 * A search that can be stopped at any moment: every batch of cells is written down when it is measured, and a search
 * that begins again is told of what is written down instead of measuring it. Since a search follows from what is
 * measured, it goes the same way to where it was stopped, and on from there as if it had never been.
 */

const keyOf = (set: string, parameters: unknown): string => `${set}\n${canonicalJson(parameters)}`;

export interface TrialRecord {
  /** As `measure`, from the record where it can. */
  readonly measure: Measure;
  /** Cells that the record had. */
  readonly remembered: () => number;
}

/** @param subject what the run's rows are filed under. */
export function trialRecord(
  store: Store,
  runId: number,
  subject: string,
  { scenarios, decisions }: TuningEpisodes,
  measure: Measure,
): TrialRecord {
  const known = new Map(
    store.tuningTrials.ofRun(runId).map(({ scenarioSet, parameters, cost }) => [keyOf(scenarioSet, parameters), cost]),
  );
  const setOf = ({ scenario, episode }: Cell): string => `${at(scenarios, scenario)}#${episode}`;
  let remembered = 0;
  let spent = 0;
  const record = (cells: readonly Cell[], costs: readonly number[]): void =>
    store.transaction(() => {
      cells.forEach((cell, k) => {
        store.tuningTrials.add({
          ...{ runId, rule: subject, scenarioSet: setOf(cell), parameters: cell.parameters, cost: at(costs, k) },
          decisions: at(at(decisions, cell.scenario), cell.episode),
        });
      });
      store.runs.progress(runId, spent);
    });
  return {
    remembered: () => remembered,
    measure: async (cells) => {
      const fresh = cells.filter((cell) => !known.has(keyOf(setOf(cell), cell.parameters)));
      remembered += cells.length - fresh.length;
      spent += cells.reduce((sum, { scenario, episode }) => sum + at(at(decisions, scenario), episode), 0);
      if (fresh.length > 0) {
        const costs = await measure(fresh);
        record(fresh, costs);
        fresh.forEach((cell, k) => {
          known.set(keyOf(setOf(cell), cell.parameters), at(costs, k));
        });
      }
      return cells.map((cell) => known.get(keyOf(setOf(cell), cell.parameters)) ?? Number.NaN);
    },
  };
}
