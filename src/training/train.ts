import { soManyAtOnce } from '../core/at-once.js';
import { contentHash } from '../core/canonical-json.js';
import { checkPlace } from '../core/writable-place.js';
import { learnedName } from '../episodes/entrant.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { DecisionsSpent, LearningProgress } from '../learners/learner.js';
import { writePolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { Store } from '../store/store.js';
import type { TrainingOrder } from './policy-contents.js';
import { type Learn, learnInCrew, learnSideBySide, trainingThreads } from './training-threads.js';

export interface TrainHooks {
  onProgress?(progress: LearningProgress): void;
  /** Polled between updates; true ends the training, and what was learned is saved. */
  shouldStop?(): boolean;
  /** Told what the training came to, once its file and its run are written. */
  onEnd?(result: TrainingResult): void;
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

/** Writes each report of a run to its curve. @returns what the last one said. */
function recordCurve(store: Store, runId: number, hooks: TrainHooks) {
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
  return { onProgress, meanCost: () => (Number.isFinite(meanCost) ? meanCost : null) };
}

/**
 * Trains one learner of an experiment, records the run with its curve and saves the policy. Interrupted, it saves what
 * it has learned so far.
 * @param learn where that is done: in this thread and others that share its work, unless said otherwise.
 */
export async function trainPolicy(
  store: Store,
  order: TrainingOrder,
  hooks: TrainHooks = {},
  learn: Learn = learnInCrew,
): Promise<TrainingResult> {
  const { experiment, entry, file } = order;
  checkPlace(file);
  const made = await provenance(true);
  const isStopped = () => hooks.shouldStop?.() ?? false;
  const config = { ...experiment, learners: [entry] };
  const subject = { kind: 'train', experiment: experiment.name, config, seed: entry.seed, provenance: made } as const;
  const result = await recordRun(store, subject, isStopped, async (runId) => {
    const { onProgress, meanCost } = recordCurve(store, runId, hooks);
    const { policy, stopped } = await learn(order, made, { onProgress, shouldStop: isStopped });
    const { decisions, trialDecisions = 0 } = policy.training;
    writePolicy(file, policy);
    store.policies.add({ runId, name: learnedName(policy), file, hash: contentHash(policy) });
    const came = { runId, policy, file, decisions, trialDecisions, stopped, meanCost: meanCost() };
    return { result: came, decisions, status: stopped ? 'stopped' : 'finished' };
  });
  hooks.onEnd?.(result);
  return result;
}

/**
 * Trains several policies side by side, as many at once as there are cores; one alone is shared among these. None is
 * begun after a wish to stop, nor after one that failed; those under way are finished.
 * @param hooksOf what is told of each, and asked.
 * @returns the trainings that were begun, in the order in which they were asked for.
 * @throws what the first that failed threw.
 */
export async function trainPolicies(
  store: Store,
  orders: readonly TrainingOrder[],
  hooksOf: (order: TrainingOrder) => TrainHooks,
): Promise<TrainingResult[]> {
  const learn = orders.length > 1 && trainingThreads() > 1 ? learnSideBySide() : learnInCrew;
  const results: TrainingResult[] = [];
  const failures: unknown[] = [];
  const begin = soManyAtOnce(trainingThreads());
  const train = async (order: TrainingOrder, index: number): Promise<void> => {
    const hooks = hooksOf(order);
    if (failures.length > 0 || hooks.shouldStop?.()) return;
    results[index] = await trainPolicy(store, order, hooks, learn);
  };
  const all = orders.map((order, index) => begin(() => train(order, index)).catch((error) => failures.push(error)));
  await Promise.all(all);
  if (failures.length > 0) throw failures[0];
  return results.filter((result) => result !== undefined);
}
