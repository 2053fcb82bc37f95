import { at } from '../../core/errors.js';
import type { LabelledState } from './labelled-state.js';

/** What the choices cost in some states, as one block. */
export interface CostBlock {
  /** What each column's choice is called outside, ascending. [columns] */
  readonly choices: readonly number[];
  /** A state a row, NaN where the choice is not possible. [states × columns] */
  readonly costs: Float64Array;
}

/** 1 for the choices that some state has a cost for. [choices] */
function knownChoices(states: readonly LabelledState[], width: number): Uint8Array {
  const known = new Uint8Array(width);
  for (const { costs } of states) {
    for (let choice = 0; choice < width; choice++) if (!Number.isNaN(costs[choice])) known[choice] = 1;
  }
  return known;
}

/**
 * Leaves out the choices that no state has a cost for: a tree that never tried an action need not look at it.
 * @param states at least one.
 */
export function costBlock(states: readonly LabelledState[]): CostBlock {
  const known = knownChoices(states, at(states, 0).costs.length);
  const choices = Array.from(known.keys()).filter((choice) => known[choice] === 1);
  const costs = new Float64Array(states.length * choices.length);
  let place = 0;
  for (const state of states) {
    for (const choice of choices) costs[place++] = at(state.costs, choice);
  }
  return { choices, costs };
}
