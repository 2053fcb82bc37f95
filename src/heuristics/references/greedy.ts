import { ACTIONS } from '../../policy/action-table.js';
import type { Policy } from '../../policy/policy.js';
import type { Simulator } from '../../sim/simulator.js';
import type { CostWeights } from '../../sim/state/cost-terms.js';
import { Trial } from './trial.js';

/**
 * Decides with the simulator at hand: what no engine can do, hence a reference and never exported.
 * @returns index of a possible action.
 */
export type Reference = (sim: Simulator, slot: number, mask: Uint8Array) => number;

export interface RankedAction {
  readonly action: number;
  readonly cost: number;
}

/**
 * Ranks the `width` cheapest possible actions by what each would be charged, cheapest first; equal costs in the order of the
 * action table. What was cheap before is tried first: what is surely dearer need not be tried to its end.
 */
export function ranking(
  trial: Trial,
  width: number,
): (sim: Simulator, slot: number, mask: Uint8Array) => RankedAction[] {
  let order = ACTIONS.map((_, action) => action);
  return (sim, slot, mask) => {
    let best: RankedAction[] = [];
    for (const action of order) {
      if (mask[action] !== 1) continue;
      const cost = trial.expectedCreditOf(sim, slot, action, best[width - 1]?.cost);
      if (cost === Number.POSITIVE_INFINITY) continue;
      best = [...best, { action, cost }].sort((a, b) => a.cost - b.cost || a.action - b.action).slice(0, width);
    }
    const cheap = best.map(({ action }) => action);
    order = [...cheap, ...order.filter((action) => !cheap.includes(action))];
    return best;
  };
}

/**
 * Tries every action on a clone until the batch is done and takes the cheapest. `base` decides what comes meanwhile. It
 * knows the arrivals and the tenants' load of that time, and no faults.
 */
export function greedy(like: Simulator, base: Policy, weights: CostWeights): Reference {
  const ranked = ranking(new Trial(like, base, weights), 1);
  return (sim, slot, mask) => ranked(sim, slot, mask)[0]?.action ?? 0;
}
