import { canonicalJson } from '../../core/canonical-json.js';
import { at } from '../../core/errors.js';
import type { Store } from '../../store/store.js';
import { decisionsIn } from './measure.js';
import type { TuningEpisodes } from './scale.js';
import type { Cell, Measure } from './search.js';

/*
 * Searches that can be stopped at any moment: every batch of cells is written down when it is measured, and a search
 * that begins again is told of what is written down instead of measuring it. Since a search follows from what is
 * measured, it goes the same way to where it was stopped, and on from there as if it had never been.
 */

const keyOf = (subject: string, set: string, parameters: unknown): string =>
  `${subject}\n${set}\n${canonicalJson(parameters)}`;

/** What a run's searches have measured. */
export interface TrialRecord {
  /** As `measure`, from the record where it can. @param subject what a search's rows are filed under: its own. */
  measured(subject: string, episodes: TuningEpisodes, measure: Measure): Measure;
  /** Cells that the record had. */
  remembered(): number;
  /** Simulated decisions of all cells that were asked for. */
  spent(): number;
}

export function openTrialRecord(store: Store, runId: number): TrialRecord {
  const known = new Map(
    store.tuningTrials
      .ofRun(runId)
      .map(({ rule, scenarioSet, parameters, cost }) => [keyOf(rule, scenarioSet, parameters), cost]),
  );
  let [remembered, spent] = [0, 0];
  const write = (
    subject: string,
    { scenarios, decisions }: TuningEpisodes,
    cells: readonly Cell[],
    costs: readonly number[],
  ): void =>
    store.transaction(() => {
      cells.forEach(({ scenario, episode, parameters }, k) => {
        const set = `${at(scenarios, scenario)}#${episode}`;
        const [cost, own] = [at(costs, k), at(at(decisions, scenario), episode)];
        store.tuningTrials.add({ runId, rule: subject, scenarioSet: set, parameters, cost, decisions: own });
        known.set(keyOf(subject, set, parameters), cost);
      });
      store.runs.progress(runId, spent);
    });
  return {
    remembered: () => remembered,
    spent: () => spent,
    measured: (subject, episodes, measure) => async (cells) => {
      const costOf = ({ scenario, episode, parameters }: Cell): number | undefined =>
        known.get(keyOf(subject, `${at(episodes.scenarios, scenario)}#${episode}`, parameters));
      const fresh = cells.filter((cell) => costOf(cell) === undefined);
      remembered += cells.length - fresh.length;
      spent += decisionsIn(cells, episodes);
      if (fresh.length > 0) write(subject, episodes, fresh, await measure(fresh));
      return cells.map((cell) => costOf(cell) ?? Number.NaN);
    },
  };
}
