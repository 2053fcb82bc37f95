import { type OpenScenario, openScenario, underBatching } from '../env/scenario-registry.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { Episode } from '../workload/episode.js';
import type { EpisodeSource } from '../workload/workload.js';
import type { Contender } from './contender.js';
import { contenderOf } from './contender-of.js';
import { decidingOn } from './deciding-on.js';
import type { Entrant } from './entrant.js';
import { type EpisodeResult, runEpisode } from './run-episode.js';

/** Episodes of one scenario and seed, one for each entrant: plain data, for this thread or another. */
export interface EpisodeTask {
  readonly scenario: string;
  readonly seed: number;
  readonly entrants: readonly Entrant[];
  /** How batches are cut for everybody who brings no way of their own; the kernel always has mainline's. */
  readonly batching?: BatchTable | undefined;
}

const opened = new Map<string, Promise<OpenScenario>>();
const contenders = new WeakMap<Entrant, Contender>();

/** A scenario is opened once a thread. */
function openedOnce(name: string): Promise<OpenScenario> {
  const open = opened.get(name) ?? openScenario(name);
  opened.set(name, open);
  return open;
}

/** A contender is made once a thread: a policy's integer form takes longer to make than many an episode to run. */
function contenderFor(entrant: Entrant): Contender {
  const contender = contenders.get(entrant) ?? contenderOf(entrant);
  contenders.set(entrant, contender);
  return contender;
}

/** A source that makes each episode once. */
function remembering(source: EpisodeSource): EpisodeSource {
  const made = new Map<number, Episode>();
  return (seed) => {
    const episode = made.get(seed) ?? source(seed);
    made.set(seed, episode);
    return episode;
  };
}

/** Runs a task's episodes, in the entrants' order; those who decide alike run once. */
export async function runTask({ scenario, seed, entrants, batching }: EpisodeTask): Promise<EpisodeResult[]> {
  const named = underBatching(await openedOnce(scenario), batching);
  const open = { ...named, episode: remembering(named.episode) };
  const known = new Map<Entrant | string, EpisodeResult>();
  return entrants.map((entrant) => {
    const who = decidingOn(entrant, open.scenario);
    const result = known.get(who) ?? runEpisode(open, seed, contenderFor(entrant));
    known.set(who, result);
    return { ...result, contender: entrant.name };
  });
}
