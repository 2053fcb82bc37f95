import { Registry } from '../core/registry.js';
import type { Heuristic } from './heuristic.js';
import { costBenefit } from './rules/cost-benefit.js';
import { dtoLike } from './rules/dto-like.js';
import { loadAware } from './rules/load-aware.js';
import { orderReasonTable } from './rules/order-reason-table.js';
import { queueAware } from './rules/queue-aware.js';
import { reasonMasked } from './rules/reason-masked.js';
import { sizeThreshold } from './rules/size-threshold.js';
import { threeParameter } from './rules/three-parameter.js';

/** Every hand-written rule; a new one is a file and a line here. */
export const HEURISTICS = new Registry<Heuristic>('heuristic', [
  threeParameter,
  sizeThreshold,
  loadAware,
  orderReasonTable,
  reasonMasked,
  queueAware,
  costBenefit,
  dtoLike,
] as unknown as Heuristic[]);
