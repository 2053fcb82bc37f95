import type { PackedError } from '../core/packed-error.js';
import type { Provenance } from '../experiment/provenance.js';
import type { CrewMemory } from '../learners/crew.js';
import type { LearningProgress } from '../learners/learner.js';
import type { Learned } from './learn.js';
import type { TrainingOrder } from './policy-contents.js';

/** What a training thread is opened for, as plain data. */
export type TrainingJob =
  /** A whole training. `stop`: an Int32 that turns 1 when it is to end with what was learned so far. */
  | {
      readonly is: 'learn';
      readonly order: TrainingOrder;
      readonly made: Provenance;
      readonly stop: SharedArrayBuffer;
    }
  /** The same training as another thread's, to share its work; nothing is handed over. */
  | { readonly is: 'share'; readonly order: TrainingOrder; readonly memory: CrewMemory; readonly member: number };

/** What a thread that learns says. */
export type TrainingMessage =
  | { readonly is: 'progress'; readonly progress: LearningProgress }
  | { readonly is: 'learned'; readonly learned: Learned }
  | { readonly is: 'failed'; readonly error: PackedError };
