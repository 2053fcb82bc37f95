import { at } from '../../core/errors.js';
import { costPerMiB } from '../../evaluation/score.js';
import type { Entrant } from '../entrant.js';
import type { EpisodeHooks, EpisodeThreads } from '../episode-threads.js';
import type { TuningEpisodes } from './scale.js';
import type { Cell } from './search.js';

/** Who plays a setting. */
export type EntrantOf = (cell: Cell) => Entrant | Promise<Entrant>;

/** Runs cells on threads. @returns their costs [core-µs/MiB]. */
export async function measureCells(
  cells: readonly Cell[],
  entrantOf: EntrantOf,
  { scenarios, seeds, batching }: TuningEpisodes,
  threads: EpisodeThreads,
  { shouldStop }: EpisodeHooks,
): Promise<number[]> {
  const tasks = [];
  for (const cell of cells) {
    const place = { scenario: at(scenarios, cell.scenario), seed: at(seeds, cell.episode) };
    tasks.push({ ...place, entrants: [await entrantOf(cell)], batching });
  }
  return (await threads.run(tasks, shouldStop ? { shouldStop } : {})).map(costPerMiB);
}

/** Decisions of some cells, which no policy changes. */
export function decisionsIn(cells: readonly Cell[], { decisions }: TuningEpisodes): number {
  return cells.reduce((sum, { scenario, episode }) => sum + at(at(decisions, scenario), episode), 0);
}
