import { Registry } from '../core/registry.js';
import { bandit } from './bandit.js';
import { fullInformation } from './full-information.js';
import type { Learner } from './learner.js';
import { ppo } from './ppo.js';

/** Every learner an experiment may name; one line adds one. */
export const LEARNERS = new Registry<Learner>('learner', [bandit, fullInformation, ppo] as Learner[]);
