import { FoliotuneError } from '../core/errors.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import { KERNEL_ENTRANT, learnedName, policyEntrant, referenceEntrants } from '../episodes/entrant.js';
import type { EpisodeHooks } from '../episodes/episode-threads.js';
import { notLoadedOn, unloadedText } from '../episodes/loaded-on.js';
import type { Comparison } from '../evaluation/comparison.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import { trainingScenarios } from '../experiment/training-scenarios.js';
import { DEFAULT_LOOKAHEAD } from '../heuristics/references/lookahead.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { Store } from '../store/store.js';
import { type QuantisationCost, quantisationCost } from './disclosure/quantisation-cost.js';
import { evaluationRows, runSuite, type SuiteRun } from './run-suite.js';

export interface EvaluateOptions {
  readonly scenarios: readonly string[];
  readonly evaluation: { readonly seeds: number; readonly seed: number };
}

export interface EvaluationReport {
  readonly runId: number;
  readonly comparison: Comparison;
  readonly quantisation: QuantisationCost;
  /** How batches were cut for everybody but the kernel, as the policy was trained; null where as the offload series does. */
  readonly batching: BatchTable | null;
  /** What a reader must know besides the figures. */
  readonly notes: readonly string[];
}

/**
 * The scenarios that are asked for, those of the training where none is.
 * @throws FoliotuneError `name-unknown`, or `usage` where the policy's file names none.
 */
export function chosenScenarios(policy: PolicyFile, asked: string | undefined): string[] {
  const names = asked?.split(',').map((name) => name.trim()) ?? trainingScenarios(policy);
  for (const name of names) scenarioNamed(name);
  if (names.length > 0) return [...new Set(names)];
  const hint = 'name some with --scenarios';
  throw new FoliotuneError('usage', 'the policy does not say what scenarios it was trained on', { hint });
}

/** The kernel, both forms of one policy, and the references over it, on held-back episodes. */
export function runForms(policy: PolicyFile, options: EvaluateOptions, hooks?: EpisodeHooks): Promise<SuiteRun> {
  return runSuite({ ...options, entrants: formsOf(policy), batching: policy.batching }, hooks);
}

function formsOf(policy: PolicyFile) {
  const integer = policyEntrant(policy);
  const references = referenceEntrants(integer, DEFAULT_LOOKAHEAD);
  return [KERNEL_ENTRANT, integer, policyEntrant(policy, 'float'), ...references];
}

/** Evaluates one saved policy and records the run. */
export async function evaluatePolicy(
  store: Store,
  policy: PolicyFile,
  options: EvaluateOptions,
  hooks: EpisodeHooks = {},
): Promise<EvaluationReport> {
  const subject = {
    kind: 'evaluate',
    experiment: policy.training.experiment,
    config: { policy: policyEntrant(policy).name, ...options },
    seed: options.evaluation.seed,
    provenance: await provenance(false),
  } as const;
  return recordRun(
    store,
    subject,
    () => hooks.shouldStop?.() ?? false,
    async (runId) => {
      const { comparison, results, decisions } = await runForms(policy, options, hooks);
      store.evaluations.add(evaluationRows(runId, results, formsOf(policy)));
      const quantisation = await quantisationCost(policy, comparison, options.evaluation);
      const missing = notLoadedOn(policy, options.scenarios);
      const notes = missing.length > 0 ? [unloadedText(learnedName(policy), policy, missing)] : [];
      const result = { runId, comparison, quantisation, batching: policy.batching ?? null, notes };
      return { result, decisions, status: 'finished' };
    },
  );
}
