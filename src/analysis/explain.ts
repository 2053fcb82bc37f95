import { at } from '../core/errors.js';
import { openScenarios } from '../env/scenario-registry.js';
import { checkLoaded } from '../episodes/loaded-on.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import { visitedStates } from '../episodes/visited-states.js';
import { ACTIONS } from '../policy/action-table.js';
import type { TreeModel } from '../policy/model.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import { changedState, type DecisionMap, decisionMap, middleState } from './decision-map.js';
import { leafVisits } from './leaf-visits.js';

export interface ExplainOptions {
  readonly scenarios: readonly string[];
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** A map instead of rules, which only a tree has. */
  readonly map: boolean;
  /** Changes of the load at which the map is drawn. */
  readonly load?: string | undefined;
}

/** A leaf's share of decisions and cost; the index is that of the model's node. */
export interface ExplainedLeaf {
  readonly node: number;
  readonly decisions: number;
  readonly cost: number;
  /** Names of the actions it took: in the order of its ranking, then those that its prices came to. */
  readonly taken: readonly string[];
}

/** Rules with their use, or what is done with each size of batch. */
export type Explanation =
  | { readonly kind: 'rules'; readonly tree: TreeModel; readonly leaves: readonly ExplainedLeaf[] }
  | { readonly kind: 'map'; readonly map: DecisionMap };

async function rulesOf(policy: LoadedPolicy, tree: TreeModel, options: ExplainOptions): Promise<Explanation> {
  const { scenarios, evaluation } = options;
  const seeds = evaluationSeeds(evaluation.seed, evaluation.seeds);
  const visits = leafVisits(await openScenarios(scenarios, policy.contents.batching), seeds, policy.decideFloat, tree);
  const leaves = tree.nodes.flatMap((leaf, node) => {
    if (!('ranking' in leaf)) return [];
    const seen = at(visits.taken, node);
    const ranked = leaf.ranking.filter((choice) => seen.has(choice));
    // The rest came by prices, in the order of the action table.
    const priced = [...seen].filter((action) => !ranked.includes(action)).sort((a, b) => a - b);
    const names = [...ranked, ...priced].map((action) => at(ACTIONS, action).name);
    return [{ node, decisions: at(visits.decisions, node), cost: at(visits.cost, node), taken: names }];
  });
  return { kind: 'rules', tree, leaves };
}

/** Says what a policy does, with what it meets on held-back episodes. */
export async function explainPolicy(policy: LoadedPolicy, options: ExplainOptions): Promise<Explanation> {
  const { model } = policy.contents;
  checkLoaded(policy.contents, options.scenarios);
  if (model.kind === 'tree' && !options.map) return rulesOf(policy, model, options);
  const middle = middleState(await visitedStates(policy, options.scenarios, options.evaluation));
  const load = options.load === undefined ? middle : changedState(middle, options.load);
  return { kind: 'map', map: decisionMap(policy.decideInteger, load) };
}
