import { ACTIONS, type Action } from '../policy/action-table.js';

/** The possible one of `weighed` with the least cost, the first of equals; declining is always possible. */
export function leastCost(weighed: readonly number[], mask: Uint8Array, cost: (action: Action) => number): number {
  let best = { index: 0, cost: Number.POSITIVE_INFINITY };
  for (const index of weighed) {
    const action = ACTIONS[index];
    if (!action || mask[index] !== 1) continue;
    const own = cost(action);
    if (own < best.cost) best = { index, cost: own };
  }
  return best.index;
}
