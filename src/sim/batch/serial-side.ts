import type { CopyPlan } from '../../migration/vocabulary.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
import { callerNode } from '../state/threads.js';

/** Plans seen from the other side: made once, for flows and laws know a plan by being the same one. */
const turned = new WeakMap<CopyPlan, CopyPlan>();

/** The serial copy runs where its caller does: it pushes at the source; elsewhere it pulls, if the target has cores. */
export function seenFromCaller(
  { machine, episode }: Pick<SimState, 'machine' | 'episode'>,
  batch: Batch,
  plan: CopyPlan,
): CopyPlan {
  if (plan.migrator !== 'kernel') return plan;
  const { arrivals } = episode;
  const source = arrivals.source[batch.request] as number;
  const target = arrivals.target[batch.request] as number;
  const pulls = callerNode(arrivals, batch) !== source && (machine.cores[target] as number) > 0;
  const side = pulls ? 'pull' : 'push';
  if (plan.side === side) return plan;
  const other = turned.get(plan) ?? { ...plan, side };
  turned.set(plan, other);
  return other;
}
