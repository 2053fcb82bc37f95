import { hashSeed } from '../../core/random.js';
import type { Episode } from '../../workload/episode.js';

/**
 * An episode as somebody expects it who cannot foresee faults: none after `now`, what is lost stays lost, and descriptor
 * lists fail as often as ever, but not the same ones. The episode itself where its device has no faults.
 * @param draw names the lists that fail.
 */
export function foreseeable(episode: Episode, now: number, draw: number): Episode {
  const { faults } = episode;
  if (!faults) return episode;
  const timeNs = faults.timeNs.map((time) => (time <= now ? time : Number.POSITIVE_INFINITY));
  return { ...episode, faults: { ...faults, timeNs, seed: hashSeed(faults.seed, `foreseeable/${draw}`) } };
}

/** Draws over which an action is judged while lists fail; one says it all where none does. */
export function drawsOf({ faults }: Episode): number {
  return faults && faults.listErrorRate > 0 ? DRAWS : 1;
}

const DRAWS = 4;
