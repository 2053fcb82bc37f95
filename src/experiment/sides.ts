import { FIXED_ENTRANTS, KERNEL_ENTRANT } from './entrant.js';
import type { LearnedGroup } from './learned-group.js';
import type { LineUp } from './line-up.js';

/** Who is held against whom in a verdict, by their names. */
export interface Sides {
  readonly learned: readonly string[];
  readonly rules: readonly string[];
  /** What the rules are called together. */
  readonly among: string;
}

/**
 * Everybody learned, against whoever needs one setting only: a migrator for everything is a rule too, and so is today's
 * kernel.
 */
export function oneSettingSides({ learned, oneSetting }: LineUp): Sides {
  return {
    learned: learned.map(({ name }) => name),
    rules: [KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...oneSetting].map(({ name }) => name),
    among: 'rules and fixed migrators with one setting',
  };
}

const isPerPlatform = ({ members }: LearnedGroup): boolean => members.some(({ entrant }) => entrant.is === 'policies');

/** One policy for each platform against rules that may be set for each; undefined where a side is empty. */
export function perPlatformSides({ learned, perPlatform }: LineUp): Sides | undefined {
  const own = learned.filter(isPerPlatform).map(({ name }) => name);
  const rules = perPlatform.map(({ name }) => name);
  return own.length > 0 && rules.length > 0
    ? { learned: own, rules, among: 'rules with a setting for each platform' }
    : undefined;
}
