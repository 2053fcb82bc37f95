import type { Case } from '../case.js';
import { BUSY_CALLERS } from './busy-callers.js';
import { COMMANDS } from './commands.js';
import { ENVIRONMENTS } from './environment.js';
import { EVENTS } from './events.js';
import { LAWS } from './laws.js';
import { LIMIT } from './limit.js';
import { POLICIES } from './policy.js';
import { PPO_UPDATE } from './ppo-update.js';
import { START_UP } from './start-up.js';
import { TRACE } from './trace.js';
import { TRAININGS } from './training.js';
import { TRIALS } from './trials.js';

/** Every case in the order it is run and shown; one line adds one. */
export const CASES: readonly Case[] = [
  ...BUSY_CALLERS,
  ...EVENTS,
  LIMIT,
  ...TRIALS,
  ...ENVIRONMENTS,
  ...TRAININGS,
  PPO_UPDATE,
  ...POLICIES,
  ...LAWS,
  TRACE,
  ...START_UP,
  ...COMMANDS,
];
