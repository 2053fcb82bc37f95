import { at } from '../core/errors.js';
import { Lane } from '../env/lane.js';
import type { OpenScenario } from '../env/scenario-registry.js';
import { reachLeaf } from '../policy/float/tree.js';
import type { TreeModel } from '../policy/model.js';
import type { Policy } from '../policy/policy.js';
import { CREDIT_WIDTH, creditedCost } from '../sim/state/cost-terms.js';

/** What reaches the nodes of a tree; 0 for those that are no leaf. Shares of one scenario, or means over several. */
export interface LeafVisits {
  /** Of the decisions. [nodes] */
  readonly decisions: Float64Array;
  /** Of the cost with which decisions are credited. [nodes] */
  readonly cost: Float64Array;
  /** Actions that were taken there. [nodes] */
  readonly taken: readonly Set<number>[];
}

/** Runs one episode and adds what reached each leaf: decisions, and their credited cost [core-ns]. */
function addEpisode(open: OpenScenario, seed: number, policy: Policy, { nodes }: TreeModel, sums: LeafVisits): void {
  const indices = new Map(nodes.map((node, index) => [node, index]));
  const lane = new Lane(open, open.episode(seed));
  const leafOf: number[] = [];
  const { settled } = lane.sim;
  while (!lane.done) {
    const leaf = indices.get(reachLeaf(nodes, lane.features)) ?? 0;
    leafOf[lane.sim.decisions] = leaf;
    sums.decisions[leaf] = at(sums.decisions, leaf) + 1;
    const action = policy.decide(lane.features, lane.mask);
    at(sums.taken, leaf).add(action);
    lane.step(action);
    for (let k = 0; k < settled.count; k++) {
      const owner = at(leafOf, at(settled.decision, k));
      sums.cost[owner] = at(sums.cost, owner) + creditedCost(settled.terms, lane.weights, k * CREDIT_WIDTH);
    }
    settled.clear();
  }
}

function asShares(sums: Float64Array): Float64Array {
  const total = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => (total === 0 ? 0 : sum / total));
}

/** Every scenario weighs the same, however many decisions it has. */
export function leafVisits(
  scenarios: readonly OpenScenario[],
  seeds: readonly number[],
  policy: Policy,
  tree: TreeModel,
): LeafVisits {
  const none = () => ({ decisions: new Float64Array(tree.nodes.length), cost: new Float64Array(tree.nodes.length) });
  const taken = tree.nodes.map(() => new Set<number>());
  const means = { ...none(), taken };
  for (const open of scenarios) {
    const sums = { ...none(), taken };
    for (const seed of seeds) addEpisode(open, seed, policy, tree, sums);
    for (const key of ['decisions', 'cost'] as const) {
      asShares(sums[key]).forEach((share, node) => {
        means[key][node] = at(means[key], node) + share / scenarios.length;
      });
    }
  }
  return means;
}
