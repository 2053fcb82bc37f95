import type { Case } from '../case.js';
import { recordEpisode } from './replay.js';
import { tieringEpisode } from './tiering.js';

/** Eight callers, busy about half of the time: the simulator alone, with no policy. */
export const EIGHT = { callers: 8, requests: 500, gapNs: 500_000 } as const;

function deciding(short: string, action: string): Case {
  return {
    name: `callers-8-${short}`,
    what: `the simulator alone on tiering traffic of 8 busy callers, every batch by ${action} where possible`,
    unit: 'decisions',
    clock: 'cpu',
    shown: 'rate',
    warmUps: 3,
    repeats: 10,
    open: async (checkout) => {
      const replay = await recordEpisode(checkout, await tieringEpisode(checkout, EIGHT), [action]);
      return () => ({ units: replay.run().decisions });
    },
  };
}

/** By what the names of the cases call them: the serial copy, workers, channels, and both. */
export const ACTIONS_TAKEN = {
  decline: 'decline',
  mtcopy: 'mtcopy-8-pull-temporal-spread',
  dcbm: 'dcbm-4',
  hybrid: 'hybrid-50',
} as const;

export const BUSY_CALLERS: readonly Case[] = Object.entries(ACTIONS_TAKEN).map(([short, action]) =>
  deciding(short, action),
);
