import { FoliotuneError } from '../core/errors.js';
import { learnedName } from '../episodes/entrant.js';
import type { EpisodeHooks } from '../episodes/episode-threads.js';
import { checkLoaded } from '../episodes/loaded-on.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import type { Store } from '../store/store.js';
import { type Importance, permutationImportance } from './permutation.js';
import { type Removal, retrainWithout } from './retraining.js';

export interface AblateOptions {
  readonly scenarios: readonly string[];
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** Where the learner is trained again, too. */
  readonly retraining?:
    | { readonly each: boolean; readonly trainings: number; readonly decisions: number | undefined }
    | undefined;
}

export interface Ablation {
  readonly runId: number;
  readonly policy: string;
  readonly scenarios: readonly string[];
  readonly importances: readonly Importance[];
  readonly removals: readonly Removal[];
}

/** How the policy was trained. @throws FoliotuneError where its file does not say. */
function trainingOf({ contents: { name, training, learner } }: LoadedPolicy): { lanes: number; options: unknown } {
  const { lanes, options } = training;
  if (typeof lanes === 'number' && options !== undefined) return { lanes, options };
  const rule = `${learner}:${name} does not say how it was trained, so it cannot be trained again`;
  throw new FoliotuneError('usage', rule, { path: '--retrain', hint: 'ablate a policy that `train` wrote' });
}

/** Which features a policy lives on, recorded as a run. */
export async function ablatePolicy(
  store: Store,
  policy: LoadedPolicy,
  { scenarios, evaluation, retraining }: AblateOptions,
  hooks: EpisodeHooks & { onTraining?(done: number, total: number): void } = {},
): Promise<Ablation> {
  const { contents } = policy;
  checkLoaded(contents, scenarios);
  const trained = retraining && trainingOf(policy);
  const subject = {
    ...({ kind: 'ablate', experiment: contents.training.experiment, seed: evaluation.seed } as const),
    config: { policy: learnedName(contents), scenarios, evaluation, ...(retraining ? { retraining } : {}) },
    provenance: await provenance(retraining !== undefined),
  };
  const isStopped = (): boolean => hooks.shouldStop?.() ?? false;
  return recordRun(store, subject, isStopped, async (runId) => {
    const importances = await permutationImportance(policy, scenarios, evaluation, hooks);
    let removals: readonly Removal[] = [];
    let decisions = 0;
    if (retraining && trained) {
      // What making it harmless took is no part of a training.
      const { wanted } = contents.training;
      decisions = retraining.decisions ?? (typeof wanted === 'number' ? wanted : contents.training.decisions);
      const seeds = Array.from({ length: retraining.trainings }, (_, k) => k + 1);
      const plan = { ...trained, ...retraining, scenarios, evaluation, seeds, decisions };
      ({ removals } = await retrainWithout(contents, plan, hooks));
    }
    const result = { runId, policy: learnedName(contents), scenarios, importances, removals };
    return { result, decisions: decisions * (retraining?.trainings ?? 0) * (removals.length + 1), status: 'finished' };
  });
}
