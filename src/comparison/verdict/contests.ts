import type { Comparison } from '../../evaluation/comparison.js';
import { best } from '../../evaluation/verdict.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { LineUp } from '../line-up.js';
import { firstTriedSides, oneSettingSides, ownOverOneSides, perPlatformSides, type Sides } from './sides.js';
import { type SuiteVerdicts, scoredOn, suiteVerdicts } from './verdicts.js';

/** Who wins against whom. Which sides there are depends on who takes part (sides.ts). */
export interface Contests {
  /** The verdict of the comparison: each learned policy against the best rule with one setting. */
  readonly oneSetting: SuiteVerdicts;
  /** Policies of a platform each against rules with a setting for each; null where either is missing. */
  readonly perPlatform: SuiteVerdicts | null;
  /** The same policies against rules with one setting for all platforms; null where either is missing. */
  readonly ownOverOne: SuiteVerdicts | null;
  /** Every learned policy against the rule that one tries first; null where it does not take part. */
  readonly overFirstTried: SuiteVerdicts | null;
  /** The best rule where each scenario may have its own setting; null without rules or scores. */
  readonly bestPerScenarioRule: { readonly name: string; readonly iqm: number } | null;
}

function bestPerScenario(comparison: Comparison, { perScenario }: LineUp): Contests['bestPerScenarioRule'] {
  const names = perScenario.map(({ name }) => name);
  const found = best(scoredOn(comparison, names, comparison.scenarios).filter(({ scores }) => scores.length > 0));
  const iqm = comparison.policies.find(({ name }) => name === found?.name)?.score.iqm ?? null;
  return found && iqm !== null ? { name: found.name, iqm } : null;
}

/** @param unseen the comparison on scenarios that nothing was trained or tuned on; null without any. */
export function contestsOf(
  line: LineUp,
  comparison: Comparison,
  unseen: Comparison | null,
  experiment: Pick<Experiment, 'parts' | 'evaluation'>,
): Contests {
  const contest = (sides: Sides | undefined, others: Comparison | null): SuiteVerdicts | null =>
    sides ? suiteVerdicts(comparison, others, sides, experiment) : null;
  return {
    oneSetting: suiteVerdicts(comparison, unseen, oneSettingSides(line), experiment),
    perPlatform: contest(perPlatformSides(line), unseen),
    ownOverOne: contest(ownOverOneSides(line), null),
    overFirstTried: contest(firstTriedSides(line), null),
    bestPerScenarioRule: bestPerScenario(comparison, line),
  };
}
