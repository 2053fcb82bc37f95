import { createMigrationEnvironment } from '../env/migration-environment.js';
import { type OpenScenario, openScenarios } from '../env/scenario-registry.js';
import type { Provenance } from '../experiment/provenance.js';
import type { Crew } from '../learners/crew.js';
import type { DecisionsSpent, LearnerHooks } from '../learners/learner.js';
import { LEARNERS } from '../learners/registry.js';
import type { PolicyModel } from '../policy/model.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { policyContents, type TrainingOrder } from './policy-contents.js';
import { reluctantPolicy } from './reluctant-policy.js';
import { roundedModel } from './rounded-model.js';
import { watchRange } from './seen-range.js';

export type LearnHooks = Pick<LearnerHooks, 'onProgress' | 'shouldStop'> & { readonly crew?: Crew | undefined };

/** What a learner hands over. */
interface LearnedModel extends DecisionsSpent {
  readonly model: PolicyModel;
  readonly guard: PolicyFile['guard'];
  readonly scenarios: readonly OpenScenario[];
}

/** A policy as its file will have it. */
export interface Learned {
  readonly policy: PolicyFile;
  /** Whether it was told to stop before it was done. */
  readonly stopped: boolean;
}

/** Whether a crew may share the training of an order: a guard has to see all states in one thread. */
export function isShared({ entry }: TrainingOrder): boolean {
  return LEARNERS.get(entry.name).shares === true && entry.guard !== true;
}

/** Trains the model of an order. */
export async function learnModel({ experiment, entry }: TrainingOrder, hooks: LearnHooks = {}): Promise<LearnedModel> {
  const scenarios = await openScenarios(experiment.scenarios, experiment.batching);
  const env = createMigrationEnvironment(scenarios, { ...experiment, lanes: entry.lanes });
  const range = entry.guard === true ? watchRange(env, experiment.features) : undefined;
  let told: DecisionsSpent | undefined;
  const { crew, ...rest } = hooks;
  const model = await LEARNERS.get(entry.name).train(range?.env ?? env, entry.options, entry.seed, entry.decisions, {
    ...rest,
    ...(crew ? { crew } : {}),
    onSpent: (spent) => {
      told = spent;
    },
  });
  const { trialDecisions } = env.counterfactuals;
  const spent = told ?? { decisions: env.decisions + trialDecisions, trialDecisions };
  return { ...spent, model, guard: range?.seen(), scenarios };
}

/** Carries out an order: trains, and where that is asked for keeps the policy from harm. Nothing is written down. */
export async function learnPolicy(order: TrainingOrder, made: Provenance, hooks: LearnHooks = {}): Promise<Learned> {
  const { entry } = order;
  const isStopped = (): boolean => hooks.shouldStop?.() ?? false;
  const learned = await learnModel(order, hooks);
  const unfinished = isStopped() && learned.decisions < entry.decisions;
  const model = order.exact ? learned.model : roundedModel(learned.model);
  const acting = policyContents(order, learned, model, learned.guard, learned.scenarios, made);
  const policy = entry.reluctant === true && !unfinished ? await reluctantPolicy(acting, isStopped) : acting;
  return { policy, stopped: unfinished || (entry.reluctant === true && isStopped()) };
}
