import { at } from '../../core/errors.js';
import type { Comparison } from '../../evaluation/comparison.js';
import { type Scored, type Verdict, verdictOn } from '../../evaluation/verdict.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { ScoreTable } from '../../statistics/score-table.js';
import type { Sides } from './sides.js';

/*
 * Verdicts on parts of a suite. Each learned policy is held against the rule that is best on the whole suite, for one
 * setting is to do for all, and nothing, not even which rule to ship, may be chosen on scenarios of the generalisation.
 * Beside it stands its gain over whatever rule is best on the part alone: a choice made in hindsight, which favours the
 * rule. And so does what the reference gains over the same rule: nobody can be expected to gain more, or more often.
 */
export interface PartVerdicts {
  readonly part: string;
  readonly scenarios: readonly string[];
  /** Of them, those that give a score. */
  readonly scored: number;
  /** One for each learned policy, against the suite's best rule. */
  readonly verdicts: readonly Verdict[];
  /** The same against the part's best rule; none where there is one rule alone. */
  readonly inHindsight: readonly Verdict[];
  /** What there is left to gain over the suite's best rule: that of the reference of each scenario. */
  readonly reference: Verdict;
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

const REFERENCE = 'reference';
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
    const of = (table: ScoreTable): ScoreTable => table.filter((_, k) => scenarios.includes(at(counted, k)));
    const scores = of(comparison.scores.get(name) ?? []);
    return { name, scores, toGain: of(comparison.toGain), runs: Math.max(1, members) };
  });
}

/** Whoever is the reference of each scenario, as one. */
function referenceOn(comparison: Comparison, scenarios: readonly string[]): Scored {
  const counted = comparison.scales.filter(({ scored }) => scored);
  const scores = comparison.toGain.filter((_, k) => scenarios.includes(at(counted, k).scenario));
  return { name: REFERENCE, scores, toGain: scores };
}

function verdictsOn(
  comparison: Comparison,
  sides: Sides,
  part: string,
  scenarios: readonly string[],
  { seed, shipped }: PartOptions,
): PartVerdicts {
  const { ruleIs } = sides;
  const rules = scoredOn(comparison, sides.rules, scenarios);
  const learned = scoredOn(comparison, sides.learned, scenarios);
  const named = (name: string | null): Scored[] => rules.filter((rule) => name === null || rule.name === name);
  const [own, inMean] = [named(shipped.rule), named(shipped.inMean)];
  const against = (one: Scored): Verdict => verdictOn([one], own, { seed, ruleIs, inMean });
  return {
    ...{ part, scenarios },
    scored: comparison.scales.filter((scale) => scale.scored && scenarios.includes(scale.scenario)).length,
    verdicts: learned.map(against),
    // Of a single rule there is nothing to choose.
    inHindsight: rules.length < 2 ? [] : learned.map((one) => verdictOn([one], rules, { seed, ruleIs })),
    reference: against(referenceOn(comparison, scenarios)),
  };
}

interface PartOptions {
  /** Of the bootstrap. */
  readonly seed: number;
  /** The rules that are best on the suite, by score and in the mean; null where there is none. */
  readonly shipped: { readonly rule: string | null; readonly inMean: string | null };
}

/** The whole suite, then its parts; a part without scenarios of this comparison is left out. */
function partVerdicts(
  comparison: Comparison,
  sides: Sides,
  parts: Readonly<Record<string, readonly string[]>>,
  options: PartOptions,
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
  const verdict = verdictOn(scored(sides.learned), scored(sides.rules), { seed, ruleIs: sides.ruleIs });
  const options = { seed, shipped: { rule: verdict.rule, inMean: verdict.mean?.rule ?? null } };
  return {
    verdict,
    parts: partVerdicts(comparison, sides, parts, options, SUITE),
    generalisation: unseen ? partVerdicts(unseen, sides, parts, options, GENERALISATION) : [],
  };
}
