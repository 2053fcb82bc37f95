import { at } from '../../core/errors.js';
import { type Chooser, firstPossible } from '../choose.js';
import type { SplitNode, TreeModel } from '../model.js';

/** The leaf that these features reach. */
export function reachLeaf<Leaf extends object>(nodes: readonly (SplitNode | Leaf)[], features: Int32Array): Leaf {
  let node = at(nodes, 0);
  while ('feature' in node) {
    const x = features[node.feature] ?? 0;
    node = at(nodes, x <= node.threshold ? node.left : node.right);
  }
  return node;
}

export function floatTree({ nodes, prices = [] }: TreeModel): Chooser {
  return {
    choose: (features, possible) => firstPossible(reachLeaf(nodes, features).ranking, possible, prices, features),
  };
}
