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

const isPerPlatform = ({ members }: LearnedGroup): boolean => members.some(({ entrant }) => entrant.is === 'policies');

/** Whoever needs no setting at all: a migrator for everything is a rule too, and so is today's kernel. */
const UNSET = [KERNEL_ENTRANT, ...FIXED_ENTRANTS];

/**
 * Policies for all platforms against whoever needs one setting only. One policy for each platform has opponents of its own
 * (`perPlatformSides`); where there are no other policies, or no such opponents, it is held against these.
 */
export function oneSettingSides({ learned, oneSetting, perPlatform }: LineUp): Sides {
  const forAll = perPlatform.length > 0 ? learned.filter((group) => !isPerPlatform(group)) : learned;
  return {
    learned: (forAll.length > 0 ? forAll : learned).map(({ name }) => name),
    rules: [...UNSET, ...oneSetting].map(({ name }) => name),
    among: 'rules and fixed migrators with one setting',
  };
}

/** One policy for each platform against rules that may be set for each; undefined where a side is empty. */
export function perPlatformSides({ learned, perPlatform }: LineUp): Sides | undefined {
  const own = learned.filter(isPerPlatform).map(({ name }) => name);
  if (own.length === 0 || perPlatform.length === 0) return undefined;
  const rules = [...UNSET, ...perPlatform].map(({ name }) => name);
  return { learned: own, rules, among: 'rules with a setting for each platform' };
}
