import type { Training } from '../../training/train.js';

/** A training for a program; the policy itself is in its file. Keys are added, never renamed. */
export function trainingJson({ policy, ...rest }: Training): object {
  return {
    ...rest,
    name: `${policy.learner}:${policy.name}`,
    learner: policy.learner,
    seed: policy.training.seed,
    status: rest.stopped ? 'stopped' : 'finished',
  };
}
