import { basename } from 'node:path';
import type { PolicyGroup } from './experiment-schema.js';

/*
 * Names of the files of a group of policies: `{seed}` and `{platform}` stand for each of several,
 * `models/suite/bandit-{platform}-s{seed}.json`.
 */
const SEED = '{seed}';
const PLATFORM = '{platform}';

/** What is wrong with a pattern: two policies would share a file, or a file would be nobody's. */
export function patternComplaint({ policy, per, seeds = [] }: PolicyGroup): string | undefined {
  if (seeds.length > 1 && !policy.includes(SEED)) return `wants ${SEED} in it, for there are ${seeds.length} seeds`;
  if (seeds.length === 0 && policy.includes(SEED)) return `has ${SEED} in it, but there is no list of seeds`;
  if (per !== undefined && !policy.includes(PLATFORM)) return `wants ${PLATFORM} in it, for there is one per platform`;
  if (per === undefined && policy.includes(PLATFORM)) return `has ${PLATFORM} in it, but one policy is for all`;
  return undefined;
}

/** A platform may be a file, which is called by its last part: `machines/mine.json` is `mine`. */
export const fileStem = (platform: string): string => basename(platform, '.json');

export function filledPattern({ policy }: PolicyGroup, seed: number | undefined, platform: string | undefined): string {
  return policy.replaceAll(SEED, String(seed ?? '')).replaceAll(PLATFORM, fileStem(platform ?? ''));
}

/** Seeds of a group's trainings; one that is not said where the file is one. */
export function seedsOf({ seed, seeds }: PolicyGroup): readonly (number | undefined)[] {
  return seeds ?? [seed];
}

/** What a group is called: its own name, or the file's. */
export function groupName(group: PolicyGroup): string {
  return group.as ?? basename(group.policy, '.json');
}
