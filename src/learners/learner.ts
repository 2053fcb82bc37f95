import type { z } from 'zod';
import type { Choices } from '../core/choices.js';
import type { Registered } from '../core/registry.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import type { PolicyModel } from '../policy/model.js';
import type { Crew } from './crew.js';

export interface LearningProgress {
  /** Decisions taken so far. */
  readonly decisions: number;
  /** Mean reward per decision among those credited since the last report; NaN where none was. */
  readonly meanReward: number;
  /** What else the learner tells of itself, by name; NaN where there was nothing to measure. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a training came to cost. */
export interface DecisionsSpent {
  /** Simulated decisions, those on copies included. */
  readonly decisions: number;
  /** Of them, those on copies. */
  readonly trialDecisions: number;
}

export interface LearnerHooks {
  onProgress?(progress: LearningProgress): void;
  /** Polled between updates; true ends the training with what has been learned so far. */
  shouldStop?(): boolean;
  /** Other threads that run this training, for a learner that `shares` its work with them. */
  readonly crew?: Crew;
  /** Told at the end by a learner that shares its work: the environment knows of this thread's decisions alone. */
  onSpent?(spent: DecisionsSpent): void;
}

/**
 * A way to learn a policy from decisions and their rewards. The same environment, options, seed and number of decisions
 * give the same model, bit by bit, on one backend.
 */
export interface Learner<Options = unknown, Model extends PolicyModel = PolicyModel> extends Registered {
  readonly name: string;
  /** One sentence with its source. */
  readonly summary: string;
  readonly defaults: Options;
  readonly schema: z.ZodType<Options>;
  /** Whether several threads may run one training of it together; else one does. */
  readonly shares?: true;
  /** Values that tuning may try, of the options worth tuning; each default is among its own. Absent: nothing is. */
  readonly choices?: Partial<Choices<Options>>;
  /**
   * Resets `env` with `seed` and takes at most `decisions` decisions in all its lanes together, though at least one
   * step of every lane. Decisions on copies of the state count like any other; a step under way is finished.
   */
  train(
    env: VectorEnvironment,
    options: Options,
    seed: number,
    decisions: number,
    hooks?: LearnerHooks,
  ): Promise<Model>;
}
