import { type BeatenReference, FRESH, lookedAtAgain } from '../evaluation/reference-check.js';
import { costPerMiB } from '../evaluation/score.js';
import { freshSeeds } from '../evaluation/seeds.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { Entrant } from './entrant.js';
import { type EpisodeHooks, runTasks } from './episode-threads.js';

/** Runs whoever seems to beat a reference, and the references, on fresh episodes. @throws FoliotuneError when told to stop. */
export async function lookAgain(
  suspicions: readonly BeatenReference[],
  entrants: readonly Entrant[],
  batching: BatchTable | undefined,
  seed: number,
  hooks: EpisodeHooks = {},
): Promise<BeatenReference[]> {
  if (suspicions.length === 0) return [];
  const references = entrants.filter(({ is }) => is === 'reference');
  const tasks = suspicions.flatMap(({ scenario, policy }) => {
    const involved = entrants.filter(({ is, name }) => is === 'reference' || name === policy);
    return freshSeeds(FRESH).map((one) => ({ scenario, seed: one, entrants: involved, batching }));
  });
  const results = await runTasks(tasks, hooks);
  return suspicions.map((suspicion) => {
    const costsOf = (name: string) => {
      const own = results.filter(({ scenario, contender }) => scenario === suspicion.scenario && contender === name);
      return { name, costs: own.map(costPerMiB) };
    };
    const others = references.map(({ name }) => costsOf(name));
    return lookedAtAgain(suspicion, others, costsOf(suspicion.policy), seed);
  });
}
