import { Registry } from '../core/registry.js';
import { bulk } from './generators/bulk.js';
import { replay } from './generators/replay.js';
import { tiering } from './generators/tiering.js';
import type { Workload } from './workload.js';

/** Every kind of migration traffic; a new one is a file and a line here. */
export const WORKLOADS = new Registry<Workload>('workload', [bulk, tiering, replay] as Workload[]);
