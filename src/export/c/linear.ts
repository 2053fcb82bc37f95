import { basisSize } from '../../policy/model.js';
import { type QuantisedLinear, termScale } from '../../policy/quantised/linear.js';
import { maskBits } from '../vector-file.js';
import { bestScoreLoop, TRIED_FIRST } from './choice.js';
import { tableRows } from './text.js';

const PRODUCTS = `
	for (i = 0; i < FOLIOTUNE_NR_INPUTS; i++) {
		for (j = i; j < FOLIOTUNE_NR_INPUTS; j++)
			cost += (s64)*weight++ * (x[i] * x[j]);
	}`;

/** Cost per action: the weighted sum over [1, x_i, x_i·x_j (i ≤ j)]. */
export function linearFunctions({ degree, inputs, weights }: QuantisedLinear): string {
  const basis = basisSize(degree, inputs);
  const { one, first } = termScale(degree);
  const tried = maskBits(weights.map((row) => (row ? 1 : 0)));
  return `#define FOLIOTUNE_TRIED 0x${tried.toString(16)}ULL

static const s32 foliotune_weights[FOLIOTUNE_NR_ACTIONS][${basis}] = {
${tableRows(weights.map((row) => (row ? [...row] : [0])))}
};

static inline s64 foliotune_cost(const s32 *weight, const s32 *x)
{
	s64 cost = (s64)*weight++ * ${one};
	int i${degree === 2 ? ', j' : ''};

	for (i = 0; i < FOLIOTUNE_NR_INPUTS; i++)
		cost += (s64)*weight++ * (x[i] * ${first});${degree === 2 ? PRODUCTS : ''}
	return cost;
}

/* Lowest predicted cost among the possible actions. */
static inline int foliotune_choose(const s32 *raw, u64 possible)
{
	s32 x[FOLIOTUNE_NR_INPUTS];
	s64 best_score = 0;
	int action, best = -1;

${TRIED_FIRST}
	foliotune_encode(raw, x);
${bestScoreLoop('\t\tscore = foliotune_cost(foliotune_weights[action], x);', '<')}
}
`;
}
