import { invariant } from '../core/errors.js';
import type { PackedError } from '../core/packed-error.js';
import type { Entrant } from './entrant.js';
import type { EpisodeTask } from './episode-task.js';
import type { EpisodeResult } from './run-episode.js';

/*
 * A task on its way to another thread. Entrants carry whole policies and take part in many tasks: each is sent to a
 * thread once and named by its number from then on.
 */
export interface TaskMessage extends Omit<EpisodeTask, 'entrants'> {
  readonly entrants: readonly number[];
  /** Those that the thread has not seen yet, with their numbers. */
  readonly fresh: readonly (readonly [number, Entrant])[];
}

/** What a thread says of a task; without results where it failed. */
export interface TaskAnswer {
  readonly results: readonly EpisodeResult[];
  readonly error?: PackedError;
}

/** Packs tasks for one thread. */
export function createPacker(): (task: EpisodeTask) => TaskMessage {
  const numbers = new Map<Entrant, number>();
  return ({ entrants, ...task }) => {
    const fresh: [number, Entrant][] = [];
    const named = entrants.map((entrant) => {
      const known = numbers.get(entrant);
      if (known !== undefined) return known;
      const number = numbers.size;
      numbers.set(entrant, number);
      fresh.push([number, entrant]);
      return number;
    });
    return { ...task, entrants: named, fresh };
  };
}

/** Unpacks, in the thread, what its packer packed. */
export function createUnpacker(): (message: TaskMessage) => EpisodeTask {
  const known = new Map<number, Entrant>();
  return ({ entrants, fresh, ...task }) => {
    for (const [number, entrant] of fresh) known.set(number, entrant);
    const named = entrants.map((number) => {
      const entrant = known.get(number);
      invariant(entrant, `entrant ${number} was sent before`);
      return entrant;
    });
    return { ...task, entrants: named };
  };
}
