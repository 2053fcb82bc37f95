import type { Case } from '../case.js';
import { ACTIONS_TAKEN, EIGHT } from './busy-callers.js';
import { recordEpisode } from './replay.js';
import { type Tiering, tieringEpisode } from './tiering.js';

/*
 * The cost of one event, i.e. of one point in time at which anything happens, with all that the simulator does between two
 * of them. Once with as many requests a second for each caller as with 8, so that all are busy, and once with as many
 * altogether, so that most of them idle.
 */
function events(name: string, what: string, traffic: Tiering, most: number, repeats: number): Case {
  return {
    name,
    what: `${what}, the four actions of callers-8 in turn`,
    unit: 'events',
    clock: 'cpu',
    shown: 'time',
    warmUps: Math.floor(repeats / 3),
    repeats,
    open: async (checkout) => {
      const episode = await tieringEpisode(checkout, traffic);
      const replay = await recordEpisode(checkout, episode, Object.values(ACTIONS_TAKEN), most);
      return () => {
        let units = 0;
        replay.run(() => {
          units++;
          return false;
        });
        return { units };
      };
    },
  };
}

const busy = (callers: number): Tiering => ({
  ...{ callers, requests: 1000, gapNs: (EIGHT.gapNs * 8) / callers },
  burst: callers,
});
const idle = (callers: number): Tiering => ({ ...EIGHT, callers });

export const EVENTS: readonly Case[] = [
  events('event-8', 'one event with 8 busy callers', EIGHT, 1000, 10),
  events('event-64', 'one event with 64 callers, each as busy as one of 8', busy(64), 300, 1),
  events('event-512', 'one event with 512 callers, each as busy as one of 8', busy(512), 40, 1),
  events('event-64-idle', 'one event with 64 callers that are together as busy as 8', idle(64), 300, 3),
  events('event-512-idle', 'one event with 512 callers that are together as busy as 8', idle(512), 200, 1),
];
