import { at } from '../core/errors.js';
import { MAINLINE } from '../migration/batch-sizer.js';
import { sizedBy } from '../sim/batch/batch-size.js';
import { CREDIT_WIDTH, creditedCost, weightedCost } from '../sim/state/cost-terms.js';
import { Lane } from './lane.js';
import type { OpenScenario } from './scenario-registry.js';

/*
 * What today's kernel costs in a scenario: mainline's batches, every folio copied by its caller. Over the first
 * training episode
 *
 *     c_kernel = cost ÷ MiB moved        [core-µs/MiB]
 *
 * which is the unit of the score, and of the rewards of an environment: there a mean decision of that same episode moves
 * the reference MiB. Where a sizer leaves requests to mainline, c_kernel is the cost of the others alone, for no reward
 * speaks of the former: the part of the credited costs that theirs are.
 */
export interface KernelCosts {
  /** Simulated decisions spent on them so far. */
  readonly decisions: number;
  /** Of the k-th scenario; simulated when first asked for. */
  cost(k: number): number;
}

const MIB = 2 ** 20;
const US = 1e3;

/** Whether the scenario's own batching asks a policy about the request that waits. */
function asksFor({ batching, machine }: OpenScenario, { sim, slot }: Lane): boolean {
  if (!batching) return true;
  const left = at(sim.slots.foliosLeft, slot);
  return sizedBy(batching, machine, sim.episode, at(sim.slots.request, slot), left) !== MAINLINE;
}

/** Credited cost of the decisions that a policy is asked for ÷ that of all; 1 where it is asked for all. */
function askedPart({ sim: { settled }, weights }: Lane, isAsked: readonly boolean[]): number {
  if (!isAsked.includes(false)) return 1;
  let [asked, all] = [0, 0];
  for (let k = 0; k < settled.count; k++) {
    const cost = creditedCost(settled.terms, weights, k * CREDIT_WIDTH);
    all += cost;
    if (isAsked[at(settled.decision, k)]) asked += cost;
  }
  return all > 0 ? asked / all : 0;
}

export function createKernelCosts(scenarios: readonly OpenScenario[]): KernelCosts {
  const known = new Map<number, number>();
  let decisions = 0;
  const simulated = (open: OpenScenario): number => {
    const lane = new Lane(open, open.episode(0), 'mainline');
    const isAsked: boolean[] = [];
    while (!lane.done) {
      isAsked.push(asksFor(open, lane));
      lane.step(0);
    }
    decisions += lane.sim.decisions;
    const cost = weightedCost(lane.sim.settled.total, lane.weights) * askedPart(lane, isAsked);
    return cost / (lane.sim.settled.bytes / MIB) / US;
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
