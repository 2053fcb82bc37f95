import { randomStream } from '../core/random.js';
import type { Policy } from '../policy/policy.js';

/** Any possible action, all equally likely; the same sequence for the same seed. */
export function randomPolicy(seed: number): Policy {
  const random = randomStream(seed, 'heuristics/random');
  return {
    name: 'random',
    decide(_, mask) {
      let possible = 0;
      for (const allowed of mask) possible += allowed;
      let left = random.below(possible);
      for (let action = 0; action < mask.length; action++) {
        if (mask[action] === 1 && left-- === 0) return action;
      }
      return 0;
    },
  };
}
