import { z } from 'zod';
import {
  COPY_TIME_CONSTANTS,
  COPY_TIME_READS,
  channelsGranted,
  copyNs,
  weighedActions,
} from '../../policy/copy-time.js';
import { COPY_TIME_CHOICES, copyTimeSchema } from '../copy-guesses.js';
import type { Heuristic } from '../heuristic.js';
import { leastCost } from '../least-cost.js';

/*
 * Shortest expected finish: of all that is possible, whatever the batch is expected to be copied by first
 * (policy/copy-time.ts), where each core that copies meanwhile counts as `cpuPrice` of the time and each channel that is held
 * as `channelPrice` of it:
 *
 *   least  T · (1 + cpuPrice · CPUs + channelPrice · channels)
 */
const schema = copyTimeSchema.extend({
  cpuPrice: z.number().min(0),
  channelPrice: z.number().min(0),
  mostChannels: z.int().min(0),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

export const queueAware: Heuristic<Parameters> = {
  name: 'queue-aware',
  summary: 'shortest expected finish by queue and rates, with a price on CPUs and channels',
  reads: COPY_TIME_READS,
  schema,
  defaults: { ...COPY_TIME_CONSTANTS, cpuPrice: 0.1, channelPrice: 0.01, mostChannels: 8, stores: 'temporal' },
  choices: {
    ...COPY_TIME_CHOICES,
    cpuPrice: [0, 0.03, 0.1, 0.3, 1, 3, 10],
    channelPrice: [0, 0.003, 0.01, 0.03, 0.1, 0.3],
    mostChannels: [0, 2, 4, 8, 16],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ cpuPrice, channelPrice, mostChannels, stores, ...times }) => {
    const weighed = weighedActions(stores, mostChannels);
    return {
      name: 'queue-aware',
      decide: (features, mask) =>
        leastCost(weighed, mask, (action) => {
          const held = channelsGranted(action, features);
          return copyNs(action, features, times) * (1 + cpuPrice * action.workers + channelPrice * held);
        }),
    };
  },
};
