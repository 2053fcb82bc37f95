import { at, invariant } from '../core/errors.js';
import type { Entrant } from '../episodes/entrant.js';
import type { EpisodeHooks, EpisodeThreads } from '../episodes/episode-threads.js';
import { costPerMiB } from '../evaluation/score.js';
import type { TuningEpisodes } from './scale.js';
import type { TrialCell } from './search.js';

/** Who plays a setting. */
export type EntrantOf = (cell: TrialCell) => Entrant | Promise<Entrant>;

/** Runs cells on threads, those of one setting with one entrant, which every thread is sent once. @returns their costs [core-µs/MiB]. */
export async function measureCells(
  cells: readonly TrialCell[],
  entrantOf: EntrantOf,
  { scenarios, seeds, batching }: TuningEpisodes,
  threads: EpisodeThreads,
  { shouldStop }: EpisodeHooks,
): Promise<number[]> {
  const settings = new Map(cells.map((cell) => [cell.setting, cell]));
  // At once: an entrant may have to be trained, for which there are several threads.
  const found = [...settings].map(async ([setting, cell]) => [setting, await entrantOf(cell)] as const);
  const bySetting = new Map(await Promise.all(found));
  const tasks = cells.map(({ setting, scenario, episode }) => {
    const entrant = bySetting.get(setting);
    invariant(entrant, `setting ${setting} has an entrant`);
    return { scenario: at(scenarios, scenario), seed: at(seeds, episode), entrants: [entrant], batching };
  });
  return (await threads.run(tasks, shouldStop ? { shouldStop } : {})).map(costPerMiB);
}

/** Decisions of some cells, which no policy changes. */
export function decisionsIn(cells: readonly TrialCell[], { decisions }: TuningEpisodes): number {
  return cells.reduce((sum, { scenario, episode }) => sum + at(at(decisions, scenario), episode), 0);
}
