import { z } from 'zod';
import { ACTIONS, type Action } from '../policy/action-table.js';
import { COPY_TIME_CONSTANTS, type CopyTimeConstants } from '../policy/copy-time.js';

/** What a rule that expects copies to take what `policy/copy-time.ts` says still has to guess. */
export const copyTimeSchema = z.strictObject({
  workerNs: z.int().min(0),
  wakeNs: z.int().min(0),
  channelNs: z.int().min(0),
});

export const COPY_TIME_DEFAULTS: CopyTimeConstants = COPY_TIME_CONSTANTS;

/** Only what a measurement leaves open: how long a busy CPU lets a worker wait, and what a channel more takes. */
export const COPY_TIME_CHOICES = {
  workerNs: [1_000],
  wakeNs: [0, 100_000, 300_000, 1_000_000],
  channelNs: [0, 1_000, 4_000],
};

/** The possible one of `weighed` with the least cost, the first of equals; declining is always possible. */
export function leastCost(weighed: readonly number[], mask: Uint8Array, cost: (action: Action) => number): number {
  let best = { index: 0, cost: Number.POSITIVE_INFINITY };
  for (const index of weighed) {
    const action = ACTIONS[index];
    if (!action || mask[index] !== 1) continue;
    const own = cost(action);
    if (own < best.cost) best = { index, cost: own };
  }
  return best.index;
}
