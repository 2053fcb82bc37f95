import { at } from '../core/errors.js';
import type { Comparison } from '../evaluation/comparison.js';
import { type Scored, type Verdict, verdictOn } from '../evaluation/verdict.js';
import { FIXED_ENTRANTS, KERNEL_ENTRANT } from './entrant.js';
import type { LineUp } from './line-up.js';

/*
 * Verdicts on parts of a suite. Each learned policy is held against the rule that is best on the whole suite, for one
 * setting is to do for all, and nothing, not even which rule to ship, may be chosen on scenarios of the generalisation.
 * Beside it stands its gain over whatever rule is best on the part alone: a choice made in hindsight, which favours the
 * rule.
 */
export interface PartVerdicts {
  readonly part: string;
  readonly scenarios: readonly string[];
  /** Of them, those that give a score. */
  readonly scored: number;
  /** One for each learned policy, against the suite's best rule. */
  readonly verdicts: readonly Verdict[];
  /** The same against the part's best rule. */
  readonly inHindsight: readonly Verdict[];
}

const SUITE = 'suite';

/** A name with `*` for any characters. */
function matches(pattern: string, name: string): boolean {
  const text = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${text.join('.*')}$`).test(name);
}

/** Scores on the scenarios of a part alone. */
export function scoredOn(comparison: Comparison, names: readonly string[], scenarios: readonly string[]): Scored[] {
  const counted = comparison.scales.filter(({ scored }) => scored).map(({ scenario }) => scenario);
  return names.map((name) => {
    const members = comparison.policies.find((one) => one.name === name)?.members.length ?? 0;
    const table = comparison.scores.get(name) ?? [];
    const scores = table.filter((_, k) => scenarios.includes(at(counted, k)));
    return { name, scores, runs: Math.max(1, members) };
  });
}

/** Whoever needs one setting only: a migrator for everything is a rule too, and so is today's kernel. */
export function opponents({ oneSetting }: LineUp): string[] {
  return [KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...oneSetting].map(({ name }) => name);
}

function verdictsOn(
  comparison: Comparison,
  line: LineUp,
  part: string,
  scenarios: readonly string[],
  { seed, rule }: VerdictOptions,
): PartVerdicts {
  const rules = scoredOn(comparison, opponents(line), scenarios);
  const learned = scoredOn(
    comparison,
    line.learned.map(({ name }) => name),
    scenarios,
  );
  const shipped = rules.filter(({ name }) => rule === null || name === rule);
  const verdicts = learned.map((one) => verdictOn([one], shipped, seed));
  const inHindsight = learned.map((one) => verdictOn([one], rules, seed));
  const scored = comparison.scales.filter((scale) => scale.scored && scenarios.includes(scale.scenario)).length;
  return { part, scenarios, scored, verdicts, inHindsight };
}

export interface VerdictOptions {
  /** Of the bootstrap. */
  readonly seed: number;
  /** The best rule of the suite; null where there is none. */
  readonly rule: string | null;
}

/** The whole suite, then its parts; a part without scenarios of this comparison is left out. */
export function partVerdicts(
  comparison: Comparison,
  line: LineUp,
  parts: Readonly<Record<string, readonly string[]>>,
  options: VerdictOptions,
  whole = SUITE,
): PartVerdicts[] {
  const named = Object.entries(parts).map(([part, patterns]): [string, string[]] => [
    part,
    comparison.scenarios.filter((name) => patterns.some((pattern) => matches(pattern, name))),
  ]);
  const all: [string, readonly string[]][] = [[whole, comparison.scenarios], ...named];
  return all
    .filter(([, scenarios]) => scenarios.length > 0)
    .map(([part, scenarios]) => verdictsOn(comparison, line, part, scenarios, options));
}
