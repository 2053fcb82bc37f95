import { at } from '../core/errors.js';
import type { MigrationEnvironment } from '../env/migration-environment.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import type { Guard } from '../policy/guard.js';

/** An environment that remembers the least and the greatest value of each feature that its lanes showed. */
export interface WatchedEnvironment {
  readonly env: MigrationEnvironment;
  /** The range seen so far, one entry a feature of the policy, in its order. */
  seen(): Guard;
}

/** Watches an environment; what it does is unchanged. */
export function watchRange(env: MigrationEnvironment, features: readonly string[]): WatchedEnvironment {
  const indices = features.map(featureIndex);
  const low = features.map(() => Number.POSITIVE_INFINITY);
  const high = features.map(() => Number.NEGATIVE_INFINITY);
  const look = (): void => {
    for (let lane = 0; lane < env.lanes; lane++) {
      indices.forEach((index, k) => {
        const value = env.features[lane * FEATURES.length + index] ?? 0;
        if (value < at(low, k)) low[k] = value;
        if (value > at(high, k)) high[k] = value;
      });
    }
  };
  const watched = Object.create(env, {
    reset: {
      value: (seed: number): void => {
        env.reset(seed);
        look();
      },
    },
    step: {
      value: (actions: Int32Array) => {
        const result = env.step(actions);
        look();
        return result;
      },
    },
  }) as MigrationEnvironment;
  return { env: watched, seen: () => ({ low: [...low], high: [...high] }) };
}
