import { canonicalJson } from '../core/canonical-json.js';
import { at } from '../core/errors.js';
import type { RuleEntrant } from '../episodes/entrant.js';
import type { EpisodeHooks, EpisodeThreads } from '../episodes/episode-threads.js';
import { costPerMiB } from '../evaluation/score.js';
import type { Store } from '../store/store.js';
import { type BatchEntries, entriesOf } from './batch-key.js';
import type { BatchEpisode, MeasureTables } from './batch-search.js';

/*
 * Episodes under batch tables, each run once: an episode depends on nothing of a table but the cells its requests fall
 * into, and those and its cost are the rows of the store, from which a stopped search goes on.
 */
export interface BatchTrials {
  readonly measure: MeasureTables;
  /** Simulated decisions of all that was asked for so far, remembered or not: what the budget counts. */
  readonly spent: () => number;
  /** Episodes that the store had. */
  readonly remembered: () => number;
}

/** What the rows are filed under. */
const SUBJECT = 'batching';

interface Measured {
  readonly cost: number;
  readonly decisions: number;
}

const setOf = ({ scenario, seed }: BatchEpisode): string => `${scenario}#${seed}`;
const keyOf = (set: string, entries: unknown): string => `${set}\n${canonicalJson(entries)}`;

export function batchTrials(
  store: Store,
  runId: number,
  rule: RuleEntrant,
  threads: EpisodeThreads,
  hooks: EpisodeHooks,
): BatchTrials {
  const stored = new Map<string, Measured>(
    store.tuningTrials.ofRun(runId).map((row) => [keyOf(row.scenarioSet, row.parameters), row]),
  );
  const known = new Map<string, Measured>();
  let [spent, remembered] = [0, 0];
  const record = (episode: BatchEpisode, entries: BatchEntries, { cost, decisions }: Measured): void =>
    store.tuningTrials.add({
      ...{ runId, rule: SUBJECT, scenarioSet: setOf(episode), parameters: entries },
      ...{ cost, decisions },
    });
  const run: MeasureTables = async (asked) => {
    const cells = asked.map(({ table, episode }) => {
      const entries = entriesOf(table, episode.keys);
      return { table, episode, entries, key: keyOf(setOf(episode), entries) };
    });
    const fresh = [...new Map(cells.map((cell) => [cell.key, cell])).values()].filter(({ key }) => !known.has(key));
    const unrun = fresh.filter(({ key }) => !stored.has(key));
    const tasks = unrun.map(({ table, episode: { scenario, seed } }) => ({
      ...{ scenario, seed, entrants: [rule], batching: table },
    }));
    const results = await threads.run(tasks, hooks);
    store.transaction(() => {
      unrun.forEach(({ episode, entries, key }, k) => {
        const measured = { cost: costPerMiB(at(results, k)), decisions: at(results, k).decisions };
        record(episode, entries, measured);
        known.set(key, measured);
      });
    });
    for (const { key } of fresh) {
      const before = stored.get(key);
      if (before) {
        known.set(key, before);
        remembered++;
      }
      spent += known.get(key)?.decisions ?? 0;
    }
    store.transaction(() => store.runs.progress(runId, spent));
    return cells.map(({ key }) => known.get(key)?.cost ?? Number.NaN);
  };
  return { measure: run, spent: () => spent, remembered: () => remembered };
}
