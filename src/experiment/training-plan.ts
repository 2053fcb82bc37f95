import { scenarioNamed } from '../env/scenario-registry.js';
import type { Experiment } from './experiment-file.js';
import type { LearnerEntry } from './experiment-schema.js';
import { platformsOf } from './machines.js';
import { filledPattern, seedsOf } from './policy-pattern.js';

/** A learner's entry for one training. */
export type TrainedEntry = LearnerEntry & { readonly seed: number };

/** One policy to be trained: an entry of an experiment, with one seed, on all its scenarios or on one platform's. */
export interface TrainingTask {
  /** Narrowed to what is trained on, seen and done. */
  readonly experiment: Experiment;
  /** `policy` is the file itself. */
  readonly entry: TrainedEntry;
  /** Where one platform's alone. */
  readonly platform: string | undefined;
}

function narrowed(
  experiment: Experiment,
  { features, actions, alsoOn = [] }: LearnerEntry,
  platform: string | undefined,
) {
  const own = [...experiment.scenarios, ...alsoOn].filter(
    (name) => platform === undefined || scenarioNamed(name).platform === platform,
  );
  return {
    ...experiment,
    scenarios: own,
    features: features ?? experiment.features,
    ...(actions ? { actions } : {}),
  };
}

/** Every policy that an experiment's learners stand for, in the order of the file. */
export function trainingTasks(experiment: Experiment): TrainingTask[] {
  return experiment.learners.flatMap((entry) => {
    const platforms = entry.per === undefined ? [undefined] : platformsOf(experiment.scenarios);
    return platforms.flatMap((platform) =>
      seedsOf(entry).map((seed = 0) => ({
        experiment: narrowed(experiment, entry, platform),
        entry: { ...entry, seed, policy: filledPattern(entry, seed, platform) },
        platform,
      })),
    );
  });
}
