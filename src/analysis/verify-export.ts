import { join } from 'node:path';
import { type QuantisationCost, quantisationCost } from '../comparison/disclosure/quantisation-cost.js';
import { runForms } from '../comparison/evaluate.js';
import { visitedStates } from '../episodes/visited-states.js';
import { trainingScenarios } from '../experiment/training-scenarios.js';
import { POLICY_COPY, readManifest } from '../export/manifest.js';
import { type Verification, verifyExport } from '../export/verify.js';
import { type LoadedPolicy, loadPolicy } from '../policy/policy-file.js';

export interface FolderVerifyOptions {
  readonly inputs: number;
  /** Held-back episodes a scenario, on which the cost of deciding in integers is measured. */
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** What a comparison has already found out about it. */
  readonly known?: QuantisationCost | undefined;
}

export interface VerifyReport {
  readonly verification: Verification;
  /** On states visited in evaluation episodes; null where the policy's scenarios are not known here. */
  readonly visited: QuantisationCost | null;
}

/** Without a single changed action the episodes are the same, and nothing has to be run to know the score's cost. */
async function costOnScenarios(
  { contents }: LoadedPolicy,
  scenarios: readonly string[],
  { changed, inputs: states, share }: Verification['quantisation'],
  { evaluation }: FolderVerifyOptions,
): Promise<QuantisationCost> {
  if (changed === 0) return { policy: `${contents.learner}:${contents.name}`, states, changed, share, scoreCost: 0 };
  const { comparison } = await runForms(contents, { scenarios, evaluation });
  return quantisationCost(contents, comparison, evaluation);
}

/** Holds exported code against the integer policy, and the integer policy against the one that was trained. */
export async function verifyFolder(directory: string, options: FolderVerifyOptions): Promise<VerifyReport> {
  const { inputs, evaluation, known } = options;
  readManifest(directory);
  const policy = loadPolicy(join(directory, POLICY_COPY));
  const scenarios = trainingScenarios(policy.contents);
  if (scenarios.length === 0) return { verification: verifyExport(directory, { inputs }), visited: null };
  const realistic = await visitedStates(policy, scenarios, evaluation);
  const verification = verifyExport(directory, { inputs, realistic });
  const visited = known ?? (await costOnScenarios(policy, scenarios, verification.quantisation, options));
  return { verification, visited };
}
