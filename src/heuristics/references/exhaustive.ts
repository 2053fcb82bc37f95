import type { MigrationRequest } from '../../migration/vocabulary.js';
import { MODES, REASONS } from '../../migration/vocabulary.js';
import { ACTIONS } from '../../policy/action-table.js';
import { Simulator } from '../../sim/simulator.js';
import type { Batch } from '../../sim/state/batch.js';
import { type CostWeights, weightedCost } from '../../sim/state/cost-terms.js';
import { arrivalsOf, type Episode, tenantLoadOf } from '../../workload/episode.js';
import type { Reference } from './greedy.js';

/*
 * Tries every action on the request alone, on the machine with nobody else's migration and no tenant: exact where
 * requests do not overlap and the machine is idle, and blind to everything else. A request of several batches is tried
 * with one action for all of them.
 */

/** The request that a simulator's slot is at, as if it arrived now with nothing else to do. */
function requestAt(sim: Simulator, slot: number): MigrationRequest {
  const { arrivals } = sim.episode;
  const { request: r, folios } = sim.batches[slot] as Batch;
  return {
    timeNs: 0,
    folioBytes: arrivals.folioBytes[r] as number,
    folios,
    source: arrivals.source[r] as number,
    target: arrivals.target[r] as number,
    reason: REASONS[arrivals.reason[r] ?? 0] ?? 'syscall',
    mode: MODES[arrivals.mode[r] ?? 0] ?? 'sync',
    owner: 0,
    caller: 0,
    callerNode: arrivals.callerNode[r] as number,
    touchRate: arrivals.touchRate[r] as number,
    delayRate: arrivals.delayRate[r] as number,
    mmCpus: arrivals.mmCpus[r] as number,
  };
}

/** Cost of an isolated episode when every batch takes `action` [core-ns]. */
export function isolatedCost(like: Simulator, episode: Episode, action: number, weights: CostWeights): number {
  const sim = new Simulator(like.machine, episode, like.options);
  const plan = ACTIONS[action] as (typeof ACTIONS)[number];
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) sim.decide(slot, plan);
  return weightedCost(sim.settled.total, weights);
}

/** The cheapest possible action for each kind of batch, remembered: the same batch alone always costs the same. */
export function exhaustive(like: Simulator, weights: CostWeights): Reference {
  const known = new Map<string, number>();
  return (sim, slot, mask) => {
    const request = requestAt(sim, slot);
    const key = JSON.stringify(request) + mask.join('');
    const before = known.get(key);
    if (before !== undefined) return before;
    const episode = { arrivals: arrivalsOf([request]), load: tenantLoadOf([]), callers: 1 };
    let best = { action: 0, cost: Number.POSITIVE_INFINITY };
    for (let action = 0; action < mask.length; action++) {
      if (mask[action] !== 1) continue;
      const cost = isolatedCost(like, episode, action, weights);
      if (cost < best.cost) best = { action, cost };
    }
    known.set(key, best.action);
    return best.action;
  };
}
