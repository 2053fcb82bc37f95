import type { Policy } from '../../policy/policy.js';
import type { CostWeights } from '../../sim/cost-terms.js';
import type { Simulator } from '../../sim/simulator.js';
import { Trial } from './trial.js';

/**
 * Decides with the simulator at hand: what no engine can do, hence a reference and never exported.
 * @returns index of a possible action.
 */
export type Reference = (sim: Simulator, slot: number, mask: Uint8Array) => number;

/** Possible actions with what each would be charged, cheapest first; equal costs in the order of the action table. */
export function rankActions(
  trial: Trial,
  sim: Simulator,
  slot: number,
  mask: Uint8Array,
): { action: number; cost: number }[] {
  const ranked: { action: number; cost: number }[] = [];
  for (let action = 0; action < mask.length; action++) {
    if (mask[action] === 1) ranked.push({ action, cost: trial.expectedCreditOf(sim, slot, action) });
  }
  return ranked.sort((a, b) => a.cost - b.cost || a.action - b.action);
}

/**
 * Tries every action on a clone until the batch is done and takes the cheapest. `base` decides what comes meanwhile. It
 * knows the arrivals and the tenants' load of that time, and no faults.
 */
export function greedy(like: Simulator, base: Policy, weights: CostWeights): Reference {
  const trial = new Trial(like, base, weights);
  return (sim, slot, mask) => rankActions(trial, sim, slot, mask)[0]?.action ?? 0;
}
