import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { createMigrationEnvironment } from '../env/migration-environment.js';
import { type OpenScenario, openScenarios } from '../env/scenario-registry.js';
import { learnedName } from '../episodes/entrant.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { type Provenance, provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { TrainedEntry } from '../experiment/training-plan.js';
import type { LearningProgress } from '../learners/learner.js';
import { LEARNERS } from '../learners/registry.js';
import { loadPlatform } from '../platform/load.js';
import { ACTION_TABLE_HASH } from '../policy/action-table.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import type { PolicyModel } from '../policy/model.js';
import { writePolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { Store } from '../store/store.js';
import { reluctantPolicy } from './reluctant-policy.js';
import { roundedModel } from './rounded-model.js';
import { watchRange } from './seen-range.js';

export interface TrainHooks {
  onProgress?(progress: LearningProgress): void;
  /** Polled between updates; true ends the training, and what was learned is saved. */
  shouldStop?(): boolean;
}

/** What a training came to. */
export interface Training {
  readonly runId: number;
  readonly policy: PolicyFile;
  readonly file: string;
  /** Simulated decisions spent, those taken on copies included. */
  readonly decisions: number;
  /** Of them, those taken on copies to try actions. */
  readonly trialDecisions: number;
  readonly stopped: boolean;
  /** Of the last report [core-µs/MiB]; null where no reward arrived. */
  readonly meanCost: number | null;
}

/** The machines of some scenarios as their files have them, one named by its own name, several by all of theirs. */
export function platformOf(scenarios: readonly OpenScenario[]): PolicyFile['platform'] {
  const files = [...new Set(scenarios.map(({ scenario }) => scenario.platform))];
  const platforms = new Map(files.map(loadPlatform).map((platform) => [platform.name, platform]));
  const [only] = [...platforms.values()];
  if (platforms.size === 1) return { name: only?.name ?? '', hash: contentHash(only) };
  return { name: [...platforms.keys()].join('+'), hash: contentHash([...platforms.values()]) };
}

/** Their names, each once. */
function machinesOf(scenarios: readonly OpenScenario[]): string[] {
  return [...new Set(scenarios.map(({ machine }) => machine.platform.name))];
}

/** Training ends with writing a file: whether that can be done is known before it begins. */
export function checkPlace(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    const rule = `cannot write here: ${(error as Error).message}`;
    throw new FoliotuneError('file-unwritable', rule, { file }, { cause: error });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new FoliotuneError('file-unwritable', 'is a directory', { file });
  }
}

/** What a training is to come to. */
export interface TrainingOrder {
  /** Narrowed to what is trained on, seen and done. */
  readonly experiment: Experiment;
  readonly entry: TrainedEntry;
  /** Where the policy goes. */
  readonly file: string;
  /** What a person types to get the same file; kept in it. */
  readonly command?: string;
}

/** All that a policy file says besides its model. */
export function policyContents(
  { experiment, entry, file, command }: TrainingOrder,
  { decisions, trialDecisions }: Pick<Training, 'decisions' | 'trialDecisions'>,
  model: PolicyModel,
  guard: PolicyFile['guard'],
  on: readonly OpenScenario[],
  { versions, gitCommit }: Provenance,
): PolicyFile {
  const { name, scenarios, features, actions, batching } = experiment;
  const machines = entry.machines === 'trained' ? machinesOf(on) : undefined;
  return {
    format: 'foliotune-policy-1',
    name: basename(file, '.json'),
    learner: entry.name,
    platform: platformOf(on),
    features,
    featureTableHash: FEATURE_TABLE_HASH,
    actionTableHash: ACTION_TABLE_HASH,
    ...(actions ? { actions } : {}),
    ...(guard ? { guard } : {}),
    ...(machines ? { machines } : {}),
    ...(batching ? { batching } : {}),
    model,
    training: {
      ...(command === undefined ? {} : { command }),
      experiment: name,
      seed: entry.seed,
      decisions,
      ...(trialDecisions > 0 && { trialDecisions }),
      wanted: entry.decisions,
      lanes: entry.lanes,
      options: entry.options ?? {},
      scenarios,
    },
    provenance: { ...versions, ...(gitCommit === null ? {} : { gitCommit }) },
  };
}

/**
 * Trains one learner of an experiment, records the run with its curve and saves the policy. Interrupted, it saves what
 * it has learned so far.
 */
export async function trainPolicy(store: Store, order: TrainingOrder, hooks: TrainHooks = {}): Promise<Training> {
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
