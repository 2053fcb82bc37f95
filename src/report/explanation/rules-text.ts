import { at } from '../../core/errors.js';
import type { ExplainedLeaf } from '../../experiment/explain.js';
import { ACTIONS, actionIndex } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import type { TreeModel } from '../../policy/model.js';
import { actionWords } from './action-words.js';
import { conditionWords } from './condition-words.js';

const INDENT = '    ';
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The actions a leaf takes: those it was seen to take, or its first. */
function leafText(ranking: readonly number[], leaf: ExplainedLeaf | undefined): string {
  const seen = (leaf?.taken ?? []).map(actionIndex);
  const actions = seen.length > 0 ? seen : ranking.slice(0, 1);
  const words = actions.map((action) => actionWords(at(ACTIONS, action))).join('; where impossible ');
  const use = leaf ? `  [${percent(leaf.decisions)} of decisions, ${percent(leaf.cost)} of cost]` : '';
  return (words || 'the first possible action of the table') + use;
}

/** One line a feature that the tree reads. */
function glossary({ nodes }: TreeModel): string[] {
  const used = new Set(nodes.flatMap((node) => ('feature' in node ? [node.feature] : [])));
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
    if (!('feature' in node)) return [indent + leafText(node.ranking, byNode.get(index))];
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
