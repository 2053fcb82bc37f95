import type { CopyPlan } from '../../migration/vocabulary.js';
import type { Simulator } from '../simulator.js';
import { callerNode } from '../state/threads.js';

/** The serial copy runs where its caller does: it pushes at the source; elsewhere it pulls, if the target has cores. */
export function seenFromCaller(sim: Simulator, slot: number, plan: CopyPlan): CopyPlan {
  if (plan.migrator !== 'kernel') return plan;
  const { source, target } = sim.route(slot).route;
  const pulls = callerNode(sim, slot) !== source && (sim.machine.cores[target] ?? 0) > 0;
  const side = pulls ? 'pull' : 'push';
  return plan.side === side ? plan : { ...plan, side };
}
