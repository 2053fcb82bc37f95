import { basename } from 'node:path';
import type { OpenScenario } from '../env/scenario-registry.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { machinesOf, platformOf } from '../experiment/machines.js';
import type { Provenance } from '../experiment/provenance.js';
import type { TrainedEntry } from '../experiment/training-plan.js';
import type { DecisionsSpent } from '../learners/learner.js';
import { ACTION_TABLE_HASH } from '../policy/action-table.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import type { PolicyModel } from '../policy/model.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/** What a training is to come to. */
export interface TrainingOrder {
  /** Narrowed to what is trained on, seen and done. */
  readonly experiment: Experiment;
  readonly entry: TrainedEntry;
  /** Where the policy goes. */
  readonly file: string;
  /** What a person types to get the same file; kept in it. */
  readonly command?: string;
  /** Weights stay as they were learned, instead of rounded as a file has them. */
  readonly exact?: true;
}

/** All that a policy file says besides its model. */
export function policyContents(
  { experiment, entry, file, command }: TrainingOrder,
  { decisions, trialDecisions }: DecisionsSpent,
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
