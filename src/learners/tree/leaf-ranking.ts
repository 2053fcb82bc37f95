import { at } from '../../core/errors.js';
import type { LabelledState } from './labelled-state.js';

/*
 * The ranking of a leaf. With a ranking R, state s costs c(s, R) = c(s, a) for the first a of R that is possible in s.
 * Moving action a to the front of R changes exactly the states in which a is possible, and so lowers the total by
 *
 *     G(a) = Σ_{s : a possible} (c(s, R) − c(s, a))
 *
 * A ranking is improved by moving the action of greatest G to the front while some G > 0. What stood in front before
 * remains as the second choice, for the states in which the new first one is not possible.
 */
export interface RankedStates {
  readonly states: readonly LabelledState[];
  readonly ranking: readonly number[];
  /** c(s, R). [states] */
  readonly current: Float64Array;
}

/** A gain below this part of the total is rounding. */
const ROUNDING = 1e-12;

/** c(s, R) − c(s, a), 0 where a is not possible. [states × actions] */
export function gainTable({ states, current }: RankedStates): Float64Array {
  const width = states[0]?.costs.length ?? 0;
  const gains = new Float64Array(states.length * width);
  states.forEach(({ costs }, s) => {
    const now = current[s] ?? 0;
    for (let action = 0; action < width; action++) {
      const cost = costs[action] ?? Number.NaN;
      if (!Number.isNaN(cost)) gains[s * width + action] = now - cost;
    }
  });
  return gains;
}

/** G of every action. [actions] */
function totalGains(ranked: RankedStates): Float64Array {
  const width = ranked.states[0]?.costs.length ?? 0;
  const totals = new Float64Array(width);
  gainTable(ranked).forEach((gain, k) => {
    totals[k % width] = (totals[k % width] ?? 0) + gain;
  });
  return totals;
}

function movedToFront({ states, ranking, current }: RankedStates, action: number): RankedStates {
  return {
    states,
    ranking: [action, ...ranking.filter((other) => other !== action)],
    current: Float64Array.from(current, (now, s) => {
      const cost = at(at(states, s).costs, action);
      return Number.isNaN(cost) ? now : cost;
    }),
  };
}

/** Moves actions to the front while that lowers the total cost; ties go to the lowest action index. */
export function improved(start: RankedStates): RankedStates {
  let ranked = start;
  for (;;) {
    const gains = totalGains(ranked);
    const best = gains.reduce((a, gain, b) => (gain > (gains[a] ?? 0) ? b : a), 0);
    const scale = ranked.current.reduce((sum, cost) => sum + Math.abs(cost), 0);
    if ((gains[best] ?? 0) <= ROUNDING * scale) return ranked;
    ranked = movedToFront(ranked, best);
  }
}

/** Actions by how many states allow them, then by mean cost, as far as it takes to serve every state. */
export function firstRanking(states: readonly LabelledState[]): RankedStates {
  const width = states[0]?.costs.length ?? 0;
  const known = Array.from({ length: width }, (_, action) => {
    const costs = states.map((state) => at(state.costs, action)).filter((cost) => !Number.isNaN(cost));
    return { action, count: costs.length, mean: costs.reduce((sum, cost) => sum + cost, 0) / costs.length };
  });
  const order = known.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || a.mean - b.mean);
  const current = new Float64Array(states.length).fill(Number.NaN);
  const ranking: number[] = [];
  for (const { action } of order) {
    if (!current.some(Number.isNaN)) break;
    ranking.push(action);
    states.forEach(({ costs }, s) => {
      if (Number.isNaN(at(current, s))) current[s] = at(costs, action);
    });
  }
  return { states, ranking, current };
}
