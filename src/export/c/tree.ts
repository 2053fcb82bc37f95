import { at } from '../../core/errors.js';
import { ACTIONS } from '../../policy/action-table.js';
import type { QuantisedTree } from '../../policy/quantised/tree.js';
import { priceFunctions } from './prices.js';
import { wrapList } from './text.js';
import { actionConstant, featureConstant } from './vocabulary.js';

/** Each distinct ranking once, in the order in which the nodes name them. */
function distinctRankings({ nodes }: QuantisedTree): ReadonlyMap<string, readonly number[]> {
  const rankings = new Map<string, readonly number[]>();
  for (const node of nodes) {
    if ('ranking' in node && node.ranking.length > 0) rankings.set(node.ranking.join(), node.ranking);
  }
  return rankings;
}

function leaf(ranking: readonly number[], names: readonly string[], indent: string): string {
  if (ranking.length === 0) return `${indent}return foliotune_lowest(possible);\n`;
  const table = `foliotune_ranking_${names.indexOf(ranking.join())}`;
  return `${indent}return foliotune_first(${table}, ${ranking.length}, raw, possible);\n`;
}

/** The tree as the nested conditions a reviewer can read. */
function conditions(tree: QuantisedTree, index: number, names: readonly string[], depth: number): string {
  const node = at(tree.nodes, index);
  const indent = '\t'.repeat(depth);
  if ('ranking' in node) return leaf(node.ranking, names, indent);
  return [
    `${indent}if (raw[${featureConstant(node.feature)}] <= ${thresholdLiteral(node.threshold)}) {\n`,
    conditions(tree, node.left, names, depth + 1),
    `${indent}}\n`,
    conditions(tree, node.right, names, depth),
  ].join('');
}

/** C has no literal for the least s32: its digits alone are a long. */
function thresholdLiteral(threshold: number): string {
  return threshold === -(2 ** 31) ? '(-2147483647 - 1)' : String(threshold);
}

/** An action, or the k-th prices behind the actions. */
function choiceConstant(choice: number): string {
  return choice < ACTIONS.length ? actionConstant(choice) : `FOLIOTUNE_AT_PRICES(${choice - ACTIONS.length})`;
}

/** What holds the number of every choice. */
function choiceType({ prices }: QuantisedTree): 'u8' | 'u16' {
  return ACTIONS.length + prices.length <= 2 ** 8 ? 'u8' : 'u16';
}

const FIRST_ACTION = `/* The first possible action of a ranking, best first. */
static inline int foliotune_first(const CHOICE_TYPE *ranking, int length, const s32 *raw,
				  u64 possible)
{
	int rank;

	(void)raw;
	for (rank = 0; rank < length; rank++) {
		if ((possible >> ranking[rank]) & 1)
			return ranking[rank];
	}
	return foliotune_lowest(possible);
}
`;

const FIRST_CHOICE = `/* The first possible choice of a ranking, best first, as an action. */
static inline int foliotune_first(const CHOICE_TYPE *ranking, int length, const s32 *raw,
				  u64 possible)
{
	int rank;

	for (rank = 0; rank < length; rank++) {
		int action = ranking[rank];

		if (action >= FOLIOTUNE_NR_ACTIONS)
			action = foliotune_cheapest_at(action - FOLIOTUNE_NR_ACTIONS, raw, possible);
		if (action < FOLIOTUNE_NR_ACTIONS && ((possible >> action) & 1))
			return action;
	}
	return foliotune_lowest(possible);
}
`;

export function treeFunctions(tree: QuantisedTree): string {
  const rankings = distinctRankings(tree);
  const names = [...rankings.keys()];
  const type = choiceType(tree);
  const tables = [...rankings.values()].map(
    (ranking, k) =>
      `static const ${type} foliotune_ranking_${k}[] = {\n${wrapList(ranking.map(choiceConstant), 1)}\n};\n`,
  );
  const priced = tree.prices.length > 0;
  const atPrices = '#define FOLIOTUNE_AT_PRICES(k) (FOLIOTUNE_NR_ACTIONS + (k))\n\n';
  return `${priced ? `${priceFunctions(tree.prices)}\n${atPrices}` : ''}${tables.join('\n')}
${(priced ? FIRST_CHOICE : FIRST_ACTION).replace('CHOICE_TYPE', type)}
static inline int foliotune_choose(const s32 *raw, u64 possible)
{
${conditions(tree, 0, names, 1)}}
`;
}
