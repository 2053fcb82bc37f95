import type { Rollout } from './rollout.js';

/** Scaled rewards are cut at so many standard deviations. */
const CLIP = 10;
const EPSILON = 1e-8;

/** Brings rewards of any unit to the scale that learning rates and clip ranges are made for. */
export interface ReturnScale {
  /** Takes a roll-out's rewards in, and returns them scaled. [rows] */
  scale(rollout: Rollout): Float64Array;
}

/**
 * Rewards over the running standard deviation of the discounted return
 *
 *     G_t = γ·G_{t−1} + r_t,   r'_t = clip(r_t ÷ √(Var G + ε), ±10)
 *
 * as OpenAI Baselines' and SB3's VecNormalize do; the mean is left where it is. G starts anew with an episode, the
 * variance runs on over the whole training (Welford 1962).
 */
export function createReturnScale(lanes: number, gamma: number): ReturnScale {
  const running = new Float64Array(lanes);
  let [count, mean, squares] = [0, 0, 0];
  const observe = (value: number): void => {
    count++;
    const deviation = value - mean;
    mean += deviation / count;
    squares += deviation * (value - mean);
  };
  return {
    scale({ steps, rewards, terminated, truncated }) {
      for (let row = 0; row < steps * lanes; row++) {
        const lane = row % lanes;
        const discounted = gamma * (running[lane] as number) + (rewards[row] as number);
        observe(discounted);
        running[lane] = terminated[row] || truncated[row] ? 0 : discounted;
      }
      const deviation = Math.sqrt(squares / count + EPSILON);
      return rewards.map((reward) => Math.max(-CLIP, Math.min(CLIP, reward / deviation)));
    },
  };
}
