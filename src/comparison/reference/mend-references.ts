import type { BaseEntrant, Entrant, ReferenceEntrant } from '../../episodes/entrant.js';
import { type EpisodeHooks, runTasks } from '../../episodes/episode-threads.js';
import type { EpisodeResult } from '../../episodes/run-episode.js';
import { type BeatenReference, mendedBy } from '../../evaluation/reference-check.js';
import type { BatchTable } from '../../migration/batch-table.js';
import { type Involved, onFreshEpisodes, tasksFor } from './fresh-episodes.js';

/*
 * What a reference does not try is decided by a base policy, and a stronger base makes a stronger reference. So where a
 * policy surely beats the references they run once more over that very policy: on the episodes that are judged, where their
 * results replace those of before, and on the fresh ones, to see whether that mended them. Lookahead tries what its base
 * would do besides what greedy finds cheapest, so it is worse than its base by chance alone.
 */
export interface Mended {
  /** With the references' new ones in place of their old ones on the scenarios in question. */
  readonly results: readonly EpisodeResult[];
  readonly beaten: readonly BeatenReference[];
}

const canBeBase = (entrant: Entrant | undefined): entrant is BaseEntrant =>
  entrant?.is === 'rule' || entrant?.is === 'policy' || entrant?.is === 'policies';

/** The references over the policy that beat them; none where it can be nobody's base. */
function strongerOf({ policy }: BeatenReference, entrants: readonly Entrant[]): ReferenceEntrant[] {
  const base = entrants.find(({ name }) => name === policy);
  if (!canBeBase(base)) return [];
  return entrants.filter((entrant) => entrant.is === 'reference').map((reference) => ({ ...reference, base }));
}

export interface MendOptions {
  readonly entrants: readonly Entrant[];
  /** Of the episodes that are judged. */
  readonly seeds: readonly number[];
  readonly batching: BatchTable | undefined;
  /** Of the bootstrap. */
  readonly seed: number;
}

/**
 * @param wrong references that are surely beaten, one a scenario at most.
 * @throws FoliotuneError when told to stop.
 */
export async function mendReferences(
  results: readonly EpisodeResult[],
  wrong: readonly BeatenReference[],
  { entrants, seeds, batching, seed }: MendOptions,
  hooks: EpisodeHooks = {},
): Promise<Mended> {
  const stronger: Involved = (one) => strongerOf(one, entrants);
  const open = wrong.filter((one) => stronger(one).length > 0);
  const suspect: Involved = ({ policy }) => entrants.filter(({ name }) => name === policy);
  const judged = open.length > 0 ? await runTasks(tasksFor(open, stronger, seeds, batching), hooks) : [];
  const fresh = await onFreshEpisodes(open, (one) => [...stronger(one), ...suspect(one)], batching, hooks);
  const beaten = wrong.map((one) => {
    const against = stronger(one).map(({ name }) => fresh(one.scenario, name));
    return against.length > 0 ? mendedBy(one, against, fresh(one.scenario, one.policy), seed) : one;
  });
  const key = ({ scenario, contender, seed: episode }: EpisodeResult): string =>
    `${scenario}\n${contender}\n${episode}`;
  const replaced = new Map(judged.map((one) => [key(one), one]));
  return { results: results.map((one) => replaced.get(key(one)) ?? one), beaten };
}
