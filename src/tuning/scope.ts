import { at, invariant } from '../core/errors.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import { platformsOf } from '../experiment/machines.js';
import type { TuningEpisodes } from './scale.js';
import type { TunedRulesFile } from './tuned-rules-schema.js';

export type Budgets = TunedRulesFile['budget'];

/** Scenarios that one setting of a rule is searched for, by a search of its own. */
export interface Scope {
  readonly of: 'all' | 'platform' | 'scenario';
  /** The platform's or the scenario's. */
  readonly name: string;
  readonly scenarios: readonly string[];
  /** Simulated decisions. */
  readonly budget: number;
}

/**
 * All scenarios; each platform's, where there are several; each scenario. A platform's scenarios share as many decisions
 * as the platform itself has.
 */
export function scopesOf(scenarios: readonly string[], { oneSetting, platform: budget }: Budgets): Scope[] {
  const platforms = platformsOf(scenarios).map((name) => ({
    ...{ of: 'platform' as const, name, budget },
    scenarios: scenarios.filter((one) => scenarioNamed(one).platform === name),
  }));
  return [
    { of: 'all', name: 'all', scenarios, budget: oneSetting },
    ...(platforms.length > 1 ? platforms : []),
    ...platforms.flatMap((platform) =>
      platform.scenarios.map((name) => ({
        ...{ of: 'scenario' as const, name, scenarios: [name] },
        budget: Math.max(1, Math.floor(budget / platform.scenarios.length)),
      })),
    ),
  ];
}

/** The same episodes on some of their scenarios. */
export function episodesOn(episodes: TuningEpisodes, scenarios: readonly string[]): TuningEpisodes {
  const indices = scenarios.map((name) => episodes.scenarios.indexOf(name));
  invariant(!indices.includes(-1), 'a scope has scenarios of the experiment');
  const { kernelCosts, decisions, worth } = episodes;
  const picked = <T>(all: readonly T[]): T[] => indices.map((k) => at(all, k));
  return {
    ...{ ...episodes, scenarios, worth: picked(worth) },
    ...{ kernelCosts: picked(kernelCosts), decisions: picked(decisions) },
  };
}
