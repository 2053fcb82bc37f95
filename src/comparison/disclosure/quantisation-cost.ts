import { floatName, learnedName } from '../../episodes/entrant.js';
import { visitedStates } from '../../episodes/visited-states.js';
import type { Comparison } from '../../evaluation/comparison.js';
import { quantisationChanges } from '../../export/quantisation.js';
import { openPolicy } from '../../policy/policy-file.js';
import type { PolicyFile } from '../../policy/policy-schema.js';

/** What it costs to decide in integers, as an engine must, what was trained in floating point. */
export interface QuantisationCost {
  readonly policy: string;
  /** States that the integer form visited on the evaluation episodes. */
  readonly states: number;
  /** Of them, those in which the float form acts otherwise. */
  readonly changed: number;
  readonly share: number;
  /** Score of the float form less that of the integer form; null without scores. */
  readonly scoreCost: number | null;
}

/** @param comparison has both forms of the policy as entrants; @param name what it is called there. */
export async function quantisationCost(
  contents: PolicyFile,
  comparison: Comparison,
  evaluation: { readonly seeds: number; readonly seed: number },
  name = learnedName(contents),
): Promise<QuantisationCost> {
  const loaded = openPolicy(contents);
  const states = await visitedStates(loaded, comparison.scenarios, evaluation);
  const { inputs, changed, share } = quantisationChanges(loaded, states);
  const scoreOf = (entrant: string): number | null =>
    comparison.policies.find((one) => one.name === entrant)?.score.iqm ?? null;
  const [integer, float] = [scoreOf(name), scoreOf(floatName(name))];
  const scoreCost = integer === null || float === null ? null : float - integer;
  return { policy: name, states: inputs, changed, share, scoreCost };
}
