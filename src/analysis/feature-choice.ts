import { FEATURES, featureIndex } from '../policy/feature-table.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/**
 * The features a person asks for: the policy's own where nothing is said; `hook` for what the hook or its provider can
 * know today; `all` for what a kernel could know with changes; or names separated by commas.
 * @throws FoliotuneError `name-unknown` with the nearest feature.
 */
export function chosenFeatures(policy: Pick<PolicyFile, 'features'>, asked: string | undefined): string[] {
  if (asked === undefined) return policy.features;
  if (asked === 'hook') return named(['hook', 'provider']);
  if (asked === 'all') return named(['hook', 'provider', 'kernel-change']);
  const names = asked.split(',').map((name) => name.trim());
  for (const name of names) featureIndex(name);
  return [...new Set(names)];
}

function named(availabilities: readonly string[]): string[] {
  return FEATURES.filter(({ availability }) => availabilities.includes(availability)).map(({ name }) => name);
}
