import { DECLINE } from '../../heuristics/actions.js';
import type { RankingLeaf, SplitNode, TreeModel } from '../../policy/model.js';
import type { LeafUse } from './trials.js';

/*
 * Which part of a leaf has to decline, so that one scenario does not act by it any more and the others keep as much of it
 * as can be: all of it, or the side of a threshold where all of that scenario's states lie. With their least and greatest
 * values low and high of a feature,
 *
 *     x ≤ high   takes along others whose least value is at most high
 *     x > low − 1   those whose greatest value is at least low
 *
 * The cut that takes along the least is made; among equals the whole leaf, then the first feature.
 */
export interface Cut {
  /** Index into `FEATURES`; none where the whole leaf declines. */
  readonly split: { readonly feature: number; readonly threshold: number; readonly below: boolean } | null;
  /** Of the others' states, as a sum over them of the part of each one's own, those that may decline along. */
  readonly along: number;
}

/** What another scenario does by the leaf. */
export interface OtherUse extends LeafUse {
  /** Part of all its states in which it acts. */
  readonly share: number;
}

/** @param features that the policy sees, as indices into `FEATURES`. */
export function leastCut(own: LeafUse, others: readonly OtherUse[], features: readonly number[]): Cut {
  const along = (isAlong: (other: OtherUse) => boolean): number =>
    others.reduce((sum, other) => sum + (isAlong(other) ? other.share : 0), 0);
  let best: Cut = { split: null, along: along(() => true) };
  const offer = (cut: Cut): void => {
    if (cut.along < best.along) best = cut;
  };
  for (const feature of features) {
    const [low, high] = [own.low[feature] ?? 0, own.high[feature] ?? 0];
    offer({
      split: { feature, threshold: high, below: true },
      along: along((other) => (other.low[feature] ?? 0) <= high),
    });
    offer({
      split: { feature, threshold: low - 1, below: false },
      along: along((other) => (other.high[feature] ?? 0) >= low),
    });
  }
  return best;
}

/** The tree in which a part of a leaf declines. */
export function withCut(model: TreeModel, leaf: number, { split }: Cut): TreeModel {
  const declining: RankingLeaf = { ranking: [DECLINE] };
  const nodes: (SplitNode | RankingLeaf)[] = [...model.nodes];
  const before = nodes[leaf];
  if (split === null || before === undefined) nodes[leaf] = declining;
  else {
    const { feature, threshold, below } = split;
    nodes[leaf] = { feature, threshold, left: nodes.length, right: nodes.length + 1 };
    nodes.push(...(below ? [declining, before] : [before, declining]));
  }
  return { ...model, nodes };
}
