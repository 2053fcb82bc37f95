import type { Entrant } from '../../episodes/entrant.js';
import type { EpisodeTask } from '../../episodes/episode-task.js';
import { type EpisodeHooks, runTasks } from '../../episodes/episode-threads.js';
import { freshSeeds } from '../../episodes/seeds.js';
import { type BeatenReference, type CostsOnScenario, FRESH_EPISODES } from '../../evaluation/reference-check.js';
import { costPerMiB } from '../../evaluation/score.js';
import type { BatchTable } from '../../migration/batch-table.js';

/** Costs of somebody on a scenario's fresh episodes, by scenario and name. */
export type FreshCosts = (scenario: string, name: string) => CostsOnScenario;

/** Whom a suspicion involves. */
export type Involved = (suspicion: BeatenReference) => readonly Entrant[];

/** Each of those involved by itself on the episodes of each suspicion's scenario. */
export function tasksFor(
  suspicions: readonly BeatenReference[],
  involved: Involved,
  seeds: readonly number[],
  batching: BatchTable | undefined,
): EpisodeTask[] {
  return suspicions.flatMap((suspicion) =>
    involved(suspicion).flatMap((entrant) =>
      seeds.map((seed) => ({ scenario: suspicion.scenario, seed, entrants: [entrant], batching })),
    ),
  );
}

/** Runs on episodes that nobody was picked by whoever is involved. @throws FoliotuneError when told to stop. */
export async function onFreshEpisodes(
  suspicions: readonly BeatenReference[],
  involved: Involved,
  batching: BatchTable | undefined,
  hooks: EpisodeHooks,
): Promise<FreshCosts> {
  const tasks = tasksFor(suspicions, involved, freshSeeds(FRESH_EPISODES), batching);
  const results = tasks.length > 0 ? await runTasks(tasks, hooks) : [];
  return (scenario, name) => {
    const own = results.filter((one) => one.scenario === scenario && one.contender === name);
    return { name, costs: own.map(costPerMiB) };
  };
}
