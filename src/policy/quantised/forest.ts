import { type Chooser, lowestScore } from '../choose.js';
import type { ForestModel, RegressionTree } from '../model.js';
import { largestMagnitude, largestScale, S32_MAX, scaled } from './scale.js';
import { integerThreshold, treeDepth } from './tree.js';

/**
 * All trees of a forest in integers, as one table of nodes. `value` is a split's threshold or a leaf's cost (s32, one
 * scale for all leaves); a leaf has left = right = 0. Action a sums the trees that start at
 * roots[firstRoot[a]] … roots[firstRoot[a + 1] − 1].
 */
export interface QuantisedForest {
  readonly kind: 'forest';
  readonly feature: Uint8Array;
  readonly value: Int32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly roots: Uint32Array;
  /** [actions + 1] */
  readonly firstRoot: Uint32Array;
  /** 1 where the model knows the action. [actions] */
  readonly tried: Uint8Array;
  /** Splits on the longest way to a leaf. */
  readonly depth: number;
}

function leafValues(trees: readonly RegressionTree[]): number[] {
  return trees.flatMap(({ nodes }) => nodes.flatMap((node) => ('feature' in node ? [] : [node.value])));
}

interface NodeColumns {
  readonly feature: number[];
  readonly value: number[];
  readonly left: number[];
  readonly right: number[];
}

function appendTree({ nodes }: RegressionTree, scale: number, columns: NodeColumns): number {
  const root = columns.value.length;
  for (const node of nodes) {
    const split = 'feature' in node;
    columns.feature.push(split ? node.feature : 0);
    columns.value.push(split ? integerThreshold(node.threshold) : scaled(node.value, scale));
    columns.left.push(split ? root + node.left : 0);
    columns.right.push(split ? root + node.right : 0);
  }
  return root;
}

/** @throws FoliotuneError `file-invalid` when a leaf is too large. */
export function quantiseForest({ trees }: ForestModel): QuantisedForest {
  const all = trees.flatMap((own) => own ?? []);
  const largest = largestMagnitude(leafValues(all));
  const { scale } = largestScale(30, -40, 'model.trees', (candidate) => scaled(largest, candidate) <= S32_MAX);
  const columns: NodeColumns = { feature: [], value: [], left: [], right: [] };
  const roots: number[] = [];
  const firstRoot = [0];
  for (const own of trees) {
    for (const tree of own ?? []) roots.push(appendTree(tree, scale, columns));
    firstRoot.push(roots.length);
  }
  return {
    kind: 'forest',
    feature: Uint8Array.from(columns.feature),
    value: Int32Array.from(columns.value),
    left: Uint32Array.from(columns.left),
    right: Uint32Array.from(columns.right),
    roots: Uint32Array.from(roots),
    firstRoot: Uint32Array.from(firstRoot),
    tried: Uint8Array.from(trees, (own) => (own === null ? 0 : 1)),
    depth: Math.max(0, ...all.map(({ nodes }) => treeDepth(nodes))),
  };
}

/** Cost of one tree's leaf. */
function reachCost(forest: QuantisedForest, root: number, features: Int32Array): number {
  const { feature, value, left, right } = forest;
  let node = root;
  while (left[node] !== 0) {
    const x = features[feature[node] ?? 0] ?? 0;
    node = (x <= (value[node] ?? 0) ? left[node] : right[node]) ?? 0;
  }
  return value[node] ?? 0;
}

function actionCost(forest: QuantisedForest, action: number, features: Int32Array): number {
  const last = forest.firstRoot[action + 1] ?? 0;
  let sum = 0;
  for (let k = forest.firstRoot[action] ?? 0; k < last; k++) sum += reachCost(forest, forest.roots[k] ?? 0, features);
  return sum;
}

export function integerForest(forest: QuantisedForest): Chooser {
  const costs = new Float64Array(forest.tried.length);
  return {
    choose: (features, possible) => {
      for (let action = 0; action < costs.length; action++) {
        if (possible[action] !== 1) continue;
        costs[action] = forest.tried[action] === 1 ? actionCost(forest, action, features) : Number.POSITIVE_INFINITY;
      }
      return lowestScore(costs, possible);
    },
  };
}
