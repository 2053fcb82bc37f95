import type { ExplainedLeaf } from '../../analysis/explain.js';
import { at } from '../../core/errors.js';
import { percent } from '../../core/number-text.js';
import { ACTIONS, actionIndex } from '../../policy/action-table.js';
import { FEATURES, featureIndex } from '../../policy/feature-table.js';
import type { TreeModel } from '../../policy/model.js';
import { type Prices, readsOf } from '../../policy/prices.js';
import { actionWords } from './action-words.js';
import { conditionWords } from './condition-words.js';
import { priceWords } from './price-words.js';

const INDENT = '    ';

/** The k-th prices of a choice behind the actions, with the actions they came to. */
function pricedText(prices: Prices, ranking: readonly number[], seen: readonly number[]): string {
  const came = seen.filter((action) => !ranking.includes(action)).map((action) => at(ACTIONS, action).name);
  return priceWords(prices) + (came.length > 0 ? `: ${came.join(', ')}` : '');
}

/** The choices of a leaf: those it was seen to take, or its first. */
function leafText({ prices = [] }: TreeModel, ranking: readonly number[], leaf: ExplainedLeaf | undefined): string {
  const seen = (leaf?.taken ?? []).map(actionIndex);
  const shown = ranking.filter((choice) => choice >= ACTIONS.length || seen.includes(choice));
  const words = (seen.length > 0 ? shown : ranking.slice(0, 1)).map((choice) => {
    const own = prices[choice - ACTIONS.length];
    return own ? pricedText(own, ranking, seen) : actionWords(at(ACTIONS, choice));
  });
  const use = leaf ? `  [${percent(leaf.decisions)} of decisions, ${percent(leaf.cost)} of cost]` : '';
  return (words.join('; where impossible ') || 'the first possible action of the table') + use;
}

/** One line a feature that the tree reads. */
function glossary({ nodes, prices = [] }: TreeModel): string[] {
  const splits = nodes.flatMap((node) => ('feature' in node ? [node.feature] : []));
  const used = new Set([...splits, ...prices.flatMap(readsOf).map(featureIndex)]);
  return [...used]
    .sort((a, b) => a - b)
    .map((feature) => {
      const { name, meaning, availability } = at(FEATURES, feature);
      return `  ${name}: ${meaning} (${availability})`;
    });
}

/** A tree as indented rules; each leaf says how often it decides and how much of the cost arises there. */
export function rulesText(tree: TreeModel, leaves: readonly ExplainedLeaf[]): string {
  const byNode = new Map(leaves.map((leaf) => [leaf.node, leaf]));
  const lines = (index: number, indent: string): string[] => {
    const node = at(tree.nodes, index);
    if (!('feature' in node)) return [indent + leafText(tree, node.ranking, byNode.get(index))];
    return [
      `${indent}if ${conditionWords(node)}:`,
      ...lines(node.left, indent + INDENT),
      `${indent}else:`,
      ...lines(node.right, indent + INDENT),
    ];
  };
  const words = glossary(tree);
  return [...lines(0, ''), ...(words.length > 0 ? ['', 'What it looks at', ...words] : [])].join('\n');
}
