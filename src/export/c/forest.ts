import type { QuantisedForest } from '../../policy/quantised/forest.js';
import { maskBits } from '../vector-file.js';
import { bestScoreLoop, TRIED_FIRST } from './choice.js';
import { wrapList } from './text.js';
import { featureConstant } from './vocabulary.js';

function nodeRows({ feature, value, left, right }: QuantisedForest): string {
  return Array.from(value, (number, node) =>
    left[node] === 0
      ? `\t{ .value = ${number} },`
      : `\t{ ${number}, ${left[node]}, ${right[node]}, ${featureConstant(feature[node] ?? 0)} },`,
  ).join('\n');
}

/** Cost per action: the sum of the leaves its trees reach, over one table of nodes. */
export function forestFunctions(forest: QuantisedForest): string {
  const indexType = forest.value.length < 2 ** 16 ? 'u16' : 'u32';
  return `#define FOLIOTUNE_TRIED 0x${maskBits(forest.tried).toString(16)}ULL
#define FOLIOTUNE_TREE_DEPTH ${forest.depth}

/* \`value\` is a split's threshold or, where there is no left child, a leaf's cost. */
struct foliotune_node {
	s32 value;
	${indexType} left;
	${indexType} right;
	u8 feature;
};

static const struct foliotune_node foliotune_nodes[] = {
${nodeRows(forest) || '\t{ .value = 0 },'}
};

static const u32 foliotune_roots[] = {
${wrapList(forest.roots.length > 0 ? [...forest.roots] : [0], 1)}
};

/* Trees of action a: foliotune_roots[first[a]] up to first[a + 1]. */
static const u32 foliotune_first_root[FOLIOTUNE_NR_ACTIONS + 1] = {
${wrapList([...forest.firstRoot], 1)}
};

static inline s32 foliotune_leaf(const s32 *raw, u32 root)
{
	const struct foliotune_node *node = &foliotune_nodes[root];
	int depth;

	for (depth = 0; depth < FOLIOTUNE_TREE_DEPTH && node->left; depth++) {
		u32 next = raw[node->feature] <= node->value ? node->left : node->right;

		node = &foliotune_nodes[next];
	}
	return node->value;
}

/* Lowest predicted cost among the possible actions. */
static inline int foliotune_choose(const s32 *raw, u64 possible)
{
	s64 best_score = 0;
	int action, best = -1;
	u32 tree;

${TRIED_FIRST}
${bestScoreLoop(
  `\t\tscore = 0;
		tree = foliotune_first_root[action];
		for (; tree < foliotune_first_root[action + 1]; tree++)
			score += foliotune_leaf(raw, foliotune_roots[tree]);`,
  '<',
)}
}
`;
}
