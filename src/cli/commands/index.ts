import type { CliCommand } from '../command.js';
import { command as ablate } from './ablate.js';
import { command as calibrate } from './calibrate.js';
import { command as compare } from './compare.js';
import { command as distill } from './distill.js';
import { command as doctor } from './doctor.js';
import { command as evaluate } from './evaluate.js';
import { command as explain } from './explain.js';
import { command as exportPolicy } from './export.js';
import { command as fidelity } from './fidelity.js';
import { command as list } from './list.js';
import { command as quickstart } from './quickstart.js';
import { command as sensitivity } from './sensitivity.js';
import { command as simulate } from './simulate.js';
import { command as study } from './study.js';
import { command as trace } from './trace.js';
import { command as train } from './train.js';
import { command as tune } from './tune.js';
import { command as upgrade } from './upgrade.js';
import { command as verify } from './verify.js';

/** Every command, in the order of the help text. */
export const COMMANDS: readonly CliCommand[] = [
  quickstart,
  simulate,
  calibrate,
  fidelity,
  study,
  train,
  tune,
  evaluate,
  compare,
  ablate,
  sensitivity,
  distill,
  explain,
  exportPolicy,
  verify,
  upgrade,
  trace,
  list,
  doctor,
];
