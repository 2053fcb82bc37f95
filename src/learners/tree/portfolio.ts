import { at } from '../../core/errors.js';
import { ACTIONS } from '../../policy/action-table.js';
import type { LabelledState } from './labelled-state.js';

/*
 * A few choices P that can stand for all: with P at hand state s costs at least
 *
 *     c(s, P) = min over the possible a of P of c(s, a)
 *
 * and P is grown by the choice that lowers Σ_s c(s, P) most, which is within 1 − 1/e of the best set of its size
 * (Nemhauser, Wolsey, Fisher 1978). It begins with the actions that are possible everywhere, and grows by choices of one
 * range: of the actions, or of the prices.
 */

/** Σ_s of what a state costs with one choice more. */
function totalWith(states: readonly LabelledState[], current: Float64Array, choice: number): number {
  let sum = 0;
  states.forEach(({ costs }, s) => {
    const [now, cost] = [at(current, s), at(costs, choice)];
    // NaN, where it is not possible, is not less.
    if (cost < now) sum += cost;
    else sum += now;
  });
  return sum;
}

/**
 * 1 for the choices of the portfolio: `size` of the range, fewer where no more lower the cost, and what is possible
 * everywhere. [choices]
 * @param states at least one, each with a cost for an action that requires nothing.
 * @param from the first choice that may be taken, @param to the first that may not.
 */
export function portfolioOf(states: readonly LabelledState[], size: number, from: number, to: number): Uint8Array {
  const width = at(states, 0).costs.length;
  const always = (choice: number): boolean => ACTIONS[choice]?.requires.length === 0;
  const chosen = Uint8Array.from({ length: width }, (_, choice) => (always(choice) ? 1 : 0));
  const current = Float64Array.from(states, ({ costs }) =>
    costs.reduce((least, cost, a) => (chosen[a] === 1 && cost < least ? cost : least), Number.POSITIVE_INFINITY),
  );
  let total = current.reduce((sum, cost) => sum + cost, 0);
  const inRange = (): number => chosen.subarray(from, to).reduce((count, one) => count + one, 0);
  while (inRange() < size) {
    const totals = Float64Array.from(chosen, (_, choice) =>
      choice >= from && choice < to ? totalWith(states, current, choice) : Number.POSITIVE_INFINITY,
    );
    const best = totals.reduce((a, sum, b) => (sum < at(totals, a) ? b : a), 0);
    if (at(totals, best) >= total) break;
    total = at(totals, best);
    chosen[best] = 1;
    states.forEach(({ costs }, s) => {
      if (at(costs, best) < at(current, s)) current[s] = at(costs, best);
    });
  }
  return chosen;
}
