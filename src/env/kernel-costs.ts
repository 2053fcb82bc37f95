import { at } from '../core/errors.js';
import { weightedCost } from '../sim/cost-terms.js';
import { Lane } from './lane.js';
import type { OpenScenario } from './scenario-registry.js';

/*
 * What today's kernel costs in a scenario: mainline's batches, every folio copied by its caller. Over the first
 * training episode
 *
 *     c_kernel = cost ÷ MiB moved        [core-µs/MiB]
 *
 * which is the unit of the score, and of the rewards of an environment: there a mean decision of that same episode moves
 * the reference MiB.
 */
export interface KernelCosts {
  /** Simulated decisions spent on them so far. */
  readonly decisions: number;
  /** Of the k-th scenario; simulated when first asked for. */
  cost(k: number): number;
}

const MIB = 2 ** 20;
const US = 1e3;

export function createKernelCosts(scenarios: readonly OpenScenario[]): KernelCosts {
  const known = new Map<number, number>();
  let decisions = 0;
  const simulated = (open: OpenScenario): number => {
    const lane = new Lane(open, open.episode(0), 'mainline');
    while (!lane.done) lane.step(0);
    decisions += lane.sim.decisions;
    return weightedCost(lane.sim.settled.total, lane.weights) / (lane.sim.settled.bytes / MIB) / US;
  };
  return {
    get decisions() {
      return decisions;
    },
    cost: (k) => {
      const cost = known.get(k) ?? simulated(at(scenarios, k));
      known.set(k, cost);
      return cost;
    },
  };
}
