import { FIXED_ENTRANTS, KERNEL_ENTRANT } from '../../episodes/entrant.js';
import type { LearnedGroup } from '../learned-group.js';
import { type LineUp, tunedName } from '../line-up.js';

/** Who is held against whom in a verdict, by their names. */
export interface Sides {
  readonly learned: readonly string[];
  readonly rules: readonly string[];
  /** What the one of them is that the policies are held against. */
  readonly ruleIs: string;
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
    ruleIs: 'the best of rules and fixed migrators with one setting',
  };
}

/** One policy for each platform against rules that may be set for each; undefined where a side is empty. */
export function perPlatformSides({ learned, perPlatform }: LineUp): Sides | undefined {
  const own = learned.filter(isPerPlatform).map(({ name }) => name);
  if (own.length === 0 || perPlatform.length === 0) return undefined;
  const rules = [...UNSET, ...perPlatform].map(({ name }) => name);
  return { learned: own, rules, ruleIs: 'the best of rules with a setting for each platform' };
}

/**
 * One policy for each platform against whoever needs one setting for all of them: what finding it for a machine brings.
 * Undefined where a side is empty, or `oneSettingSides` has the same.
 */
export function ownOverOneSides(line: LineUp): Sides | undefined {
  const [own, one] = [perPlatformSides(line), oneSettingSides(line)];
  if (!own || own.learned.some((name) => one.learned.includes(name))) return undefined;
  return { ...one, learned: own.learned };
}

/** The rule that a reader tries first. */
const FIRST_TRIED = 'three-parameter';

/** Every learned policy against that rule with one tuned setting; undefined where it does not take part. */
export function firstTriedSides({ learned, oneSetting }: LineUp): Sides | undefined {
  const rule = tunedName(FIRST_TRIED);
  if (learned.length === 0 || !oneSetting.some(({ name }) => name === rule)) return undefined;
  return { learned: learned.map(({ name }) => name), rules: [rule], ruleIs: 'the rule one tries first' };
}
