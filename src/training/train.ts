import { contentHash } from '../core/canonical-json.js';
import { checkPlace } from '../core/writable-place.js';
import { createMigrationEnvironment } from '../env/migration-environment.js';
import { openScenarios } from '../env/scenario-registry.js';
import { learnedName } from '../episodes/entrant.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { LearningProgress } from '../learners/learner.js';
import { LEARNERS } from '../learners/registry.js';
import { writePolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { Store } from '../store/store.js';
import { type DecisionsSpent, policyContents, type TrainingOrder } from './policy-contents.js';
import { reluctantPolicy } from './reluctant-policy.js';
import { roundedModel } from './rounded-model.js';
import { watchRange } from './seen-range.js';

export interface TrainHooks {
  onProgress?(progress: LearningProgress): void;
  /** Polled between updates; true ends the training, and what was learned is saved. */
  shouldStop?(): boolean;
}

/** What a training came to. */
export interface TrainingResult extends DecisionsSpent {
  readonly runId: number;
  readonly policy: PolicyFile;
  readonly file: string;
  readonly stopped: boolean;
  /** Of the last report [core-µs/MiB]; null where no reward arrived. */
  readonly meanCost: number | null;
}

/**
 * Trains one learner of an experiment, records the run with its curve and saves the policy. Interrupted, it saves what
 * it has learned so far.
 */
export async function trainPolicy(store: Store, order: TrainingOrder, hooks: TrainHooks = {}): Promise<TrainingResult> {
  const { experiment, entry, file } = order;
  checkPlace(file);
  const learner = LEARNERS.get(entry.name);
  const made = await provenance(true);
  const scenarios = await openScenarios(experiment.scenarios, experiment.batching);
  const env = createMigrationEnvironment(scenarios, { ...experiment, lanes: entry.lanes });
  const range = entry.guard === true ? watchRange(env, experiment.features) : undefined;
  const isStopped = () => hooks.shouldStop?.() ?? false;
  const config = { ...experiment, learners: [entry] };
  const subject = { kind: 'train', experiment: experiment.name, config, seed: entry.seed, provenance: made } as const;
  return recordRun(store, subject, isStopped, async (runId) => {
    let meanCost = Number.NaN;
    const onProgress = (progress: LearningProgress): void => {
      meanCost = -progress.meanReward;
      const values = { ...progress.metrics, meanCost };
      const points = Object.entries(values).map(([metric, value]) => ({
        ...{ runId, metric, value },
        step: progress.decisions,
      }));
      store.transaction(() => {
        store.curves.add(points);
        store.runs.progress(runId, progress.decisions);
      });
      hooks.onProgress?.(progress);
    };
    const model = await learner.train(range?.env ?? env, entry.options, entry.seed, entry.decisions, {
      onProgress,
      shouldStop: isStopped,
    });
    const { trialDecisions } = env.counterfactuals;
    const learning = { decisions: env.decisions + trialDecisions, trialDecisions };
    const unfinished = isStopped() && learning.decisions < entry.decisions;
    const guard = range?.seen();
    const acting = policyContents(order, learning, roundedModel(model), guard, scenarios, made);
    const policy = entry.reluctant === true && !unfinished ? await reluctantPolicy(acting, isStopped) : acting;
    const stopped = unfinished || (entry.reluctant === true && isStopped());
    const { decisions } = policy.training;
    const spent = { decisions, trialDecisions };
    writePolicy(file, policy);
    store.policies.add({ runId, name: learnedName(policy), file, hash: contentHash(policy) });
    const result = { runId, policy, file, ...spent, stopped, meanCost: Number.isFinite(meanCost) ? meanCost : null };
    return { result, decisions, status: stopped ? 'stopped' : 'finished' };
  });
}
