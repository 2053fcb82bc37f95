import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';

/** How today's kernel copes with a scenario: the mean of some episodes. */
export interface KeepsUp {
  /** Part of the time with any migration under way. */
  readonly busy: number;
  /** When the last folio was back ÷ when the last request came. */
  readonly stretch: number;
  readonly decisions: number;
}

export async function keepsUp(name: string, seeds: readonly number[]): Promise<KeepsUp> {
  const open = await openScenario(name);
  const runs = seeds.map((seed): KeepsUp => {
    const episode = open.episode(seed);
    const lane = new Lane(open, episode, 'mainline');
    while (!lane.done) lane.step(0);
    const { now, settled, decisions } = lane.sim;
    const { timeNs, count } = episode.arrivals;
    return { busy: settled.busyNs / now, stretch: now / at(timeNs, count - 1), decisions };
  });
  const mean = (key: keyof KeepsUp): number => runs.reduce((sum, ran) => sum + ran[key], 0) / runs.length;
  return { busy: mean('busy'), stretch: mean('stretch'), decisions: mean('decisions') };
}
