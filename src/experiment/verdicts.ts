import { at } from '../core/errors.js';
import type { Comparison } from '../evaluation/comparison.js';
import { type Scored, type Verdict, verdictOn } from '../evaluation/verdict.js';
import type { Experiment } from './experiment-file.js';
import type { Sides } from './sides.js';

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

/** What two sides come to: on the whole suite, on its parts, and on what nothing was trained or tuned on. */
export interface SuiteVerdicts {
  /** The best learned policy against the best rule. */
  readonly verdict: Verdict;
  /** Each learned policy, on the suite and on its parts. */
  readonly parts: readonly PartVerdicts[];
  /** The same on scenarios of the generalisation and on their parts; empty without any. */
  readonly generalisation: readonly PartVerdicts[];
}

const SUITE = 'suite';
const GENERALISATION = 'generalisation';

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

function verdictsOn(
  comparison: Comparison,
  sides: Sides,
  part: string,
  scenarios: readonly string[],
  { seed, rule }: VerdictOptions,
): PartVerdicts {
  const rules = scoredOn(comparison, sides.rules, scenarios);
  const learned = scoredOn(comparison, sides.learned, scenarios);
  const shipped = rules.filter(({ name }) => rule === null || name === rule);
  const verdicts = learned.map((one) => verdictOn([one], shipped, seed, sides.among));
  const inHindsight = learned.map((one) => verdictOn([one], rules, seed, sides.among));
  const scored = comparison.scales.filter((scale) => scale.scored && scenarios.includes(scale.scenario)).length;
  return { part, scenarios, scored, verdicts, inHindsight };
}

interface VerdictOptions {
  /** Of the bootstrap. */
  readonly seed: number;
  /** The best rule of the suite; null where there is none. */
  readonly rule: string | null;
}

/** The whole suite, then its parts; a part without scenarios of this comparison is left out. */
function partVerdicts(
  comparison: Comparison,
  sides: Sides,
  parts: Readonly<Record<string, readonly string[]>>,
  options: VerdictOptions,
  whole: string,
): PartVerdicts[] {
  const named = Object.entries(parts).map(([part, patterns]): [string, string[]] => [
    part,
    comparison.scenarios.filter((name) => patterns.some((pattern) => matches(pattern, name))),
  ]);
  const all: [string, readonly string[]][] = [[whole, comparison.scenarios], ...named];
  return all
    .filter(([, scenarios]) => scenarios.length > 0)
    .map(([part, scenarios]) => verdictsOn(comparison, sides, part, scenarios, options));
}

/** @param unseen the comparison on scenarios that nothing was trained or tuned on. */
export function suiteVerdicts(
  comparison: Comparison,
  unseen: Comparison | null,
  sides: Sides,
  { parts, evaluation: { seed } }: Pick<Experiment, 'parts' | 'evaluation'>,
): SuiteVerdicts {
  const scored = (names: readonly string[]): Scored[] => scoredOn(comparison, names, comparison.scenarios);
  const verdict = verdictOn(scored(sides.learned), scored(sides.rules), seed, sides.among);
  const options = { seed, rule: verdict.rule };
  return {
    verdict,
    parts: partVerdicts(comparison, sides, parts, options, SUITE),
    generalisation: unseen ? partVerdicts(unseen, sides, parts, options, GENERALISATION) : [],
  };
}
