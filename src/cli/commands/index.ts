import type { CliCommand } from '../command.js';
import { command as calibrate } from './calibrate.js';
import { command as compare } from './compare.js';
import { command as doctor } from './doctor.js';
import { command as list } from './list.js';
import { command as simulate } from './simulate.js';
import { command as trace } from './trace.js';
import { command as train } from './train.js';

/** Every command, in the order of the help text. */
export const COMMANDS: readonly CliCommand[] = [simulate, calibrate, train, compare, trace, list, doctor];
