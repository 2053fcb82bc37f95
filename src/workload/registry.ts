import { Registry } from '../core/registry.js';
import { bulk } from './generators/bulk.js';
import { compaction } from './generators/compaction.js';
import { containers } from './generators/containers.js';
import { demotion } from './generators/demotion.js';
import { diurnal } from './generators/diurnal.js';
import { gpu } from './generators/gpu.js';
import { hotUnplug } from './generators/hot-unplug.js';
import { noisyNeighbour } from './generators/noisy-neighbour.js';
import { promotion } from './generators/promotion.js';
import { replay } from './generators/replay.js';
import { tiering } from './generators/tiering.js';
import type { Workload } from './workload.js';

/** Every kind of migration traffic; a new one is a file and a line here. */
export const WORKLOADS = new Registry<Workload>('workload', [
  bulk,
  tiering,
  replay,
  promotion,
  demotion,
  compaction,
  hotUnplug,
  gpu,
  noisyNeighbour,
  diurnal,
  containers,
] as Workload[]);
