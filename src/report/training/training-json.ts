import type { TrainingResult } from '../../training/train.js';

type Trained = Omit<TrainingResult, 'policy'> & {
  readonly policy: Pick<TrainingResult['policy'], 'learner' | 'name' | 'training'>;
};

/** A training for a program; the policy itself is in its file. Keys are added, never renamed. */
export function trainingJson({ policy, ...rest }: Trained): object {
  return {
    ...rest,
    name: `${policy.learner}:${policy.name}`,
    learner: policy.learner,
    seed: policy.training.seed,
    status: rest.stopped ? 'stopped' : 'finished',
  };
}
