import { type Chooser, lowestScore } from '../choose.js';
import type { ForestModel, RegressionTree } from '../model.js';
import { reachLeaf } from './tree.js';

function sumOf(trees: readonly RegressionTree[], features: Int32Array): number {
  let sum = 0;
  for (const { nodes } of trees) sum += reachLeaf(nodes, features).value;
  return sum;
}

export function floatForest({ trees }: ForestModel): Chooser {
  const costs = new Float64Array(trees.length);
  return {
    choose: (features, possible) => {
      for (let action = 0; action < trees.length; action++) {
        if (possible[action] !== 1) continue;
        const own = trees[action];
        costs[action] = own ? sumOf(own, features) : Number.POSITIVE_INFINITY;
      }
      return lowestScore(costs, possible);
    },
  };
}
