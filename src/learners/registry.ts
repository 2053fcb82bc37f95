import { Registry } from '../core/registry.js';
import { bandit } from './bandit.js';
import { dqn } from './dqn.js';
import { fullInformation } from './full-information.js';
import type { Learner } from './learner.js';
import { linUcb } from './lin-ucb.js';
import { ppo } from './ppo.js';
import { thompson } from './thompson.js';

/** Every learner an experiment may name; one line adds one. */
export const LEARNERS = new Registry<Learner>('learner', [
  bandit,
  linUcb,
  thompson,
  fullInformation,
  ppo,
  dqn,
] as Learner[]);
