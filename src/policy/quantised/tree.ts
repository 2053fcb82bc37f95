import { at } from '../../core/errors.js';
import { type Chooser, firstPossible } from '../choose.js';
import { reachLeaf } from '../float/tree.js';
import type { RankingLeaf, SplitNode, TreeModel } from '../model.js';
import type { Prices } from '../prices.js';
import { S32_MAX } from './scale.js';

/** A tree in integers: only its thresholds change, and no decision with them. */
export interface QuantisedTree {
  readonly kind: 'tree';
  readonly nodes: readonly (SplitNode | RankingLeaf)[];
  readonly prices: readonly Prices[];
}

/** x ≤ t for an integer x is x ≤ ⌊t⌋; beyond s32 every s32 is on one side. */
export function integerThreshold(threshold: number): number {
  return Math.min(Math.max(Math.floor(threshold), -S32_MAX - 1), S32_MAX) + 0;
}

export function quantiseTree({ nodes, prices = [] }: TreeModel): QuantisedTree {
  return {
    kind: 'tree',
    prices,
    nodes: nodes.map((node) =>
      'feature' in node ? { ...node, threshold: integerThreshold(node.threshold) } : { ranking: node.ranking },
    ),
  };
}

export function integerTree({ nodes, prices }: QuantisedTree): Chooser {
  return {
    choose: (features, possible) => firstPossible(reachLeaf(nodes, features).ranking, possible, prices, features),
  };
}

/** The longest way from the root to a leaf, in splits. */
export function treeDepth(nodes: readonly (SplitNode | object)[]): number {
  const depths: number[] = [0];
  nodes.forEach((node, index) => {
    if (!('feature' in node)) return;
    for (const child of [node.left, node.right]) {
      depths[child] = Math.max(depths[child] ?? 0, at(depths, index) + 1);
    }
  });
  return Math.max(...depths.map((depth) => depth ?? 0));
}
