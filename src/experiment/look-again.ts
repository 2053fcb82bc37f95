import {
  type BeatenReference,
  type CostsOnScenario,
  FRESH,
  isWrong,
  lookedAtAgain,
} from '../evaluation/reference-check.js';
import { costPerMiB } from '../evaluation/score.js';
import { freshSeeds } from '../evaluation/seeds.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { Entrant } from './entrant.js';
import { type EpisodeHooks, runTasks } from './episode-threads.js';

/*
 * Whoever seems to beat a reference is held against `greedy` on fresh episodes first, for lookahead takes ten times as long:
 * who does not surely beat the one does not surely beat the better of both. Only then the others run as well.
 */
const FIRST = 'greedy';

/** Costs of somebody on a scenario's fresh episodes, by scenario and name. */
type FreshCosts = (scenario: string, name: string) => CostsOnScenario;

/** Runs on the fresh episodes of each suspicion's scenario whoever `involved` names. */
async function onFreshEpisodes(
  suspicions: readonly BeatenReference[],
  involved: (suspicion: BeatenReference) => readonly Entrant[],
  batching: BatchTable | undefined,
  hooks: EpisodeHooks,
): Promise<FreshCosts> {
  const tasks = suspicions.flatMap((suspicion) =>
    involved(suspicion).flatMap((entrant) =>
      freshSeeds(FRESH).map((seed) => ({ scenario: suspicion.scenario, seed, entrants: [entrant], batching })),
    ),
  );
  const results = tasks.length > 0 ? await runTasks(tasks, hooks) : [];
  return (scenario, name) => {
    const own = results.filter((one) => one.scenario === scenario && one.contender === name);
    return { name, costs: own.map(costPerMiB) };
  };
}

/** Runs whoever seems to beat a reference, and the references, on fresh episodes. @throws FoliotuneError when told to stop. */
export async function lookAgain(
  suspicions: readonly BeatenReference[],
  entrants: readonly Entrant[],
  batching: BatchTable | undefined,
  seed: number,
  hooks: EpisodeHooks = {},
): Promise<BeatenReference[]> {
  const references = entrants.filter(({ is }) => is === 'reference');
  const first = references.filter(({ name }) => name === FIRST);
  const others = references.filter(({ name }) => name !== FIRST);
  const suspect = ({ policy }: BeatenReference): Entrant[] => entrants.filter(({ name }) => name === policy);
  const before = await onFreshEpisodes(suspicions, (one) => [...suspect(one), ...first], batching, hooks);
  const looked = suspicions.map((one) => {
    const against = first.map(({ name }) => before(one.scenario, name));
    return lookedAtAgain(one, against, before(one.scenario, one.policy), seed);
  });
  const open = looked.filter(isWrong);
  const after = await onFreshEpisodes(open, () => others, batching, hooks);
  return looked.map((one) => {
    if (!isWrong(one)) return one;
    const against = [
      ...first.map(({ name }) => before(one.scenario, name)),
      ...others.map(({ name }) => after(one.scenario, name)),
    ];
    return lookedAtAgain(one, against, before(one.scenario, one.policy), seed);
  });
}
