import { at } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';
import type { Advantages } from './gae.js';
import type { Rollout } from './rollout.js';

/** The rows of one minibatch, n of them. */
export interface Minibatch {
  /** [n × observationSize] */
  readonly observations: Float32Array;
  /** 0 where an action is possible, −1e8 where not. [n × actionCount] */
  readonly penalties: Float32Array;
  /** One-hot. [n × actionCount] */
  readonly actions: Float32Array;
  /** [n], as all that follow. */
  readonly logProbabilities: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  readonly values: Float32Array;
}

const IMPOSSIBLE = -1e8;

/** Copies the chosen rows of a roll-out, and what was computed for them, out of it. */
export function gather(
  rows: Int32Array,
  rollout: Rollout,
  values: Float32Array,
  { advantages, returns }: Advantages,
  observationSize: number,
  actionCount: number,
): Minibatch {
  const pick = (all: ArrayLike<number>): Float32Array => Float32Array.from(rows, (row) => at(all, row));
  const observations = new Float32Array(rows.length * observationSize);
  const penalties = new Float32Array(rows.length * actionCount);
  const actions = new Float32Array(rows.length * actionCount);
  rows.forEach((row, n) => {
    const from = row * observationSize;
    observations.set(rollout.observations.subarray(from, from + observationSize), n * observationSize);
    for (let action = 0; action < actionCount; action++) {
      if (!rollout.masks[row * actionCount + action]) penalties[n * actionCount + action] = IMPOSSIBLE; // 10
    }
    actions[n * actionCount + at(rollout.actions, row)] = 1;
  });
  return {
    observations,
    penalties,
    actions,
    logProbabilities: pick(rollout.logProbabilities),
    advantages: pick(advantages),
    returns: pick(returns),
    values: pick(values),
  };
}

/** A random order of the rows, in place (Fisher–Yates). */
export function shuffle(rows: Int32Array, random: RandomStream): void {
  for (let last = rows.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [rows[last], rows[other]] = [at(rows, other), at(rows, last)];
  }
}
