/**
 * The loop that every scoring model ends with: over the possible actions, the best score, ties to the lowest index.
 * @param score the statements that set `score` for `action`.
 */
export function bestScoreLoop(score: string, better: '<' | '>'): string {
  return `	for (action = 0; action < FOLIOTUNE_NR_ACTIONS; action++) {
		s64 score;

		if (!((possible >> action) & 1))
			continue;
${score}
		if (best < 0 || score ${better} best_score) {
			best = action;
			best_score = score;
		}
	}
	return best;`;
}

/** Actions the model knows nothing of wait until no other is possible. */
export const TRIED_FIRST = `	if (!(possible & FOLIOTUNE_TRIED))
		return foliotune_lowest(possible);
	possible &= FOLIOTUNE_TRIED;`;
