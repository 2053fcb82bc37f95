import { at, invariant } from '../../core/errors.js';
import { ACTIONS } from '../../policy/action-table.js';
import type { RankingLeaf, SplitNode, TreeModel } from '../../policy/model.js';
import type { Prices } from '../../policy/prices.js';
import { type CostBlock, costBlock } from './cost-block.js';
import type { LabelledState } from './labelled-state.js';
import { firstRanking, improved, LeafGains, type RankedStates } from './leaf-ranking.js';
import { type Split, SplitSearch, sidesOf } from './split-search.js';
import { featureBins } from './thresholds.js';

/*
 * A cost-sensitive decision tree. Given states s with the cost c(s, a) of every possible choice, it seeks the tree of
 * at most N leaves, each a ranking R of choices, of least total cost
 *
 *     C(tree) = Σ_s c(s, R_leaf(s))          c(s, R) = cost of the first choice of R that is possible in s
 *
 * Best-first: of all leaves the one is split whose best split gains most; both children begin with their parent's
 * ranking and improve it. So every split lowers C, and the tree of n leaves is the tree of N > n leaves with its last
 * splits undone. A wrong choice weighs what it costs: states in which all cost the same decide nothing.
 * Nothing is drawn at random, and all ties are decided by order.
 */
export interface TreeOptions {
  readonly leaves: number;
  /** Features it may split on, as indices into the feature table. */
  readonly features: readonly number[];
  /** States that must reach a leaf. */
  readonly leastStates: number;
  /** Prices that the choices behind the actions stand for; there are none where absent. */
  readonly prices?: readonly Prices[];
}

interface GrowingNode {
  readonly ranked: RankedStates;
  readonly split: Split | null;
  /** Set when the node is split, as the `order`-th split of the tree. */
  parted?: { readonly order: number; readonly left: GrowingNode; readonly right: GrowingNode };
}

export interface GrownTree {
  /** May be fewer than asked for, where no split gains any more. */
  readonly leaves: number;
  /** The tree after the first splits. */
  model(leaves: number): TreeModel;
  /** C of it on the states it was grown on. */
  cost(leaves: number): number;
}

/** What the choices of a growing tree are outside. */
interface Outside {
  /** What each is called. [choices] */
  readonly choices: readonly number[];
  /** Whether it is possible everywhere. [choices] */
  readonly everywhere: readonly boolean[];
  readonly prices: readonly Prices[];
}

/** Prices are possible where they come to something that may be done: everywhere, unless too little may be. */
function possibleEverywhere({ choices, costs }: CostBlock): boolean[] {
  const impossible = new Uint8Array(choices.length);
  costs.forEach((cost, place) => {
    if (Number.isNaN(cost)) impossible[place % choices.length] = 1;
  });
  return choices.map((choice, a) => {
    const action = ACTIONS[choice];
    return action ? action.requires.length === 0 : impossible[a] === 0;
  });
}

/** Nothing after a choice that is possible everywhere is ever reached. */
function reachable(ranking: readonly number[], everywhere: readonly boolean[]): readonly number[] {
  const last = ranking.findIndex((choice) => everywhere[choice]);
  return last === -1 ? ranking : ranking.slice(0, last + 1);
}

/** The open leaf whose split gains most, the oldest among equals. */
function mostPromising(open: readonly GrowingNode[]): GrowingNode | undefined {
  const candidates = open.filter(({ split }) => split !== null);
  return candidates.reduce<GrowingNode | undefined>(
    (best, node) => (best && (best.split?.gain ?? 0) >= (node.split?.gain ?? 0) ? best : node),
    undefined,
  );
}

function modelOf(root: GrowingNode, leaves: number, { choices, everywhere, prices }: Outside): TreeModel {
  const nodes: (SplitNode | RankingLeaf)[] = [];
  const place = ({ ranked, split, parted }: GrowingNode): number => {
    const index = nodes.length;
    const leaf = { ranking: reachable(ranked.ranking, everywhere).map((choice) => at(choices, choice)) };
    nodes.push(leaf);
    if (!split || !parted || parted.order >= leaves - 1) return index;
    const { feature, thresholds } = split.by;
    const threshold = at(thresholds, split.bin);
    nodes[index] = { feature, threshold, left: place(parted.left), right: place(parted.right) };
    return index;
  };
  place(root);
  return withUsedPrices(nodes, prices);
}

/** Keeps the prices that a leaf names, in their order. */
function withUsedPrices(nodes: readonly (SplitNode | RankingLeaf)[], prices: readonly Prices[]): TreeModel {
  const named = new Set(nodes.flatMap((node) => ('ranking' in node ? node.ranking : [])));
  const used = prices.flatMap((own, k) => (named.has(ACTIONS.length + k) ? [{ own, choice: ACTIONS.length + k }] : []));
  if (used.length === 0) return { kind: 'tree', nodes };
  const renamed = new Map(used.map(({ choice }, k) => [choice, ACTIONS.length + k]));
  return {
    kind: 'tree',
    nodes: nodes.map((node) =>
      'ranking' in node ? { ranking: node.ranking.map((choice) => renamed.get(choice) ?? choice) } : node,
    ),
    prices: used.map(({ own }) => own),
  };
}

function costOf({ ranked, parted }: GrowingNode, leaves: number): number {
  if (parted && parted.order < leaves - 1) return costOf(parted.left, leaves) + costOf(parted.right, leaves);
  return ranked.current.reduce((sum, cost) => sum + cost, 0);
}

/** @param states at least one. */
export function growTree(states: readonly LabelledState[], options: TreeOptions): GrownTree {
  invariant(states.length > 0, 'a tree grows on at least one state');
  const block = costBlock(states);
  const outside = { choices: block.choices, everywhere: possibleEverywhere(block), prices: options.prices ?? [] };
  const gains = new LeafGains(block);
  const search = new SplitSearch(gains, featureBins(states, options.features), options.leastStates);
  const node = (start: RankedStates): GrowingNode => {
    const ranked = improved(block, gains, start);
    return { ranked, split: search.best(ranked) };
  };
  const root = node(firstRanking(block));
  let open = [root];
  while (open.length < options.leaves) {
    const chosen = mostPromising(open);
    if (!chosen?.split) break;
    const sides = sidesOf(chosen.ranked, chosen.split);
    const [left, right] = [node(sides[0]), node(sides[1])];
    chosen.parted = { order: open.length - 1, left, right };
    open = [...open.filter((other) => other !== chosen), left, right];
  }
  return {
    leaves: open.length,
    model: (leaves) => modelOf(root, leaves, outside),
    cost: (leaves) => costOf(root, leaves),
  };
}
