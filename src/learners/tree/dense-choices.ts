import { at } from '../../core/errors.js';
import type { LabelledState } from './labelled-state.js';

/** States that know of fewer choices, and what each of these was called. */
export interface DenseChoices {
  readonly states: readonly LabelledState[];
  /** Ascending. [choices left] */
  readonly choices: readonly number[];
}

/** Leaves out the choices that no state has a cost for: a tree that never tried an action need not look at it. */
export function denseChoices(states: readonly LabelledState[]): DenseChoices {
  const width = at(states, 0).costs.length;
  const known = new Uint8Array(width);
  for (const { costs } of states) {
    for (let choice = 0; choice < width; choice++) if (!Number.isNaN(at(costs, choice))) known[choice] = 1;
  }
  const choices = Array.from(known.keys()).filter((choice) => known[choice] === 1);
  if (choices.length === width) return { states, choices };
  return {
    states: states.map(({ features, costs }) => ({
      features,
      costs: Float64Array.from(choices, (choice) => at(costs, choice)),
    })),
    choices,
  };
}
