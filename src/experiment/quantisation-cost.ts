import type { Comparison } from '../evaluation/comparison.js';
import { quantisationChanges } from '../export/quantisation.js';
import { openPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { policyEntrant } from './entrant.js';
import { visitedStates } from './visited-states.js';

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

/** @param comparison has both forms of the policy as entrants. */
export async function quantisationCost(
  contents: PolicyFile,
  comparison: Comparison,
  evaluation: { readonly seeds: number; readonly seed: number },
): Promise<QuantisationCost> {
  const loaded = openPolicy(contents);
  const states = await visitedStates(loaded, comparison.scenarios, evaluation);
  const { inputs, changed, share } = quantisationChanges(loaded, states);
  const scoreOf = (form: 'integer' | 'float'): number | null =>
    comparison.policies.find(({ name }) => name === policyEntrant(contents, form).name)?.score.iqm ?? null;
  const [integer, float] = [scoreOf('integer'), scoreOf('float')];
  const scoreCost = integer === null || float === null ? null : float - integer;
  return { policy: policyEntrant(contents).name, states: inputs, changed, share, scoreCost };
}
