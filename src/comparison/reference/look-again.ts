import type { Entrant } from '../../episodes/entrant.js';
import type { EpisodeHooks } from '../../episodes/episode-threads.js';
import { type BeatenReference, isWrong, lookedAtAgain } from '../../evaluation/reference-check.js';
import type { BatchTable } from '../../migration/batch-table.js';
import { onFreshEpisodes } from './fresh-episodes.js';

/*
 * Whoever seems to beat a reference is held against `greedy` on fresh episodes first, for lookahead takes ten times as long:
 * who does not surely beat the one does not surely beat the better of both. Only then the others run as well.
 */
const FIRST = 'greedy';

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
  const after = await onFreshEpisodes(looked.filter(isWrong), () => others, batching, hooks);
  return looked.map((one) => {
    if (!isWrong(one)) return one;
    const against = [
      ...first.map(({ name }) => before(one.scenario, name)),
      ...others.map(({ name }) => after(one.scenario, name)),
    ];
    return lookedAtAgain(one, against, before(one.scenario, one.policy), seed);
  });
}
