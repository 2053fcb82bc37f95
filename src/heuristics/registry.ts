import { Registry } from '../core/registry.js';
import type { Heuristic } from './heuristic.js';
import { loadAware } from './rules/load-aware.js';
import { sizeThreshold } from './rules/size-threshold.js';
import { threeParameter } from './rules/three-parameter.js';

/** Every hand-written rule; a new one is a file and a line here. */
export const HEURISTICS = new Registry<Heuristic>('heuristic', [
  threeParameter,
  sizeThreshold,
  loadAware,
] as unknown as Heuristic[]);
