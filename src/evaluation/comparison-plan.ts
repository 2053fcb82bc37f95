import { invariant } from '../core/errors.js';
import type { GainToWin } from './gain-to-win.js';
import type { Entered } from './result-table.js';

/** Whose results are put side by side, and by what they are measured. */
export interface ComparisonPlan {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly entered: readonly Entered[];
  /** Names of the entered by whom the score is measured; any other reference is only listed. */
  readonly measures: readonly string[];
  /** What there is to win on a scenario, measured on episodes of its own. */
  readonly toWin?: ReadonlyMap<string, GainToWin>;
  /** Of the bootstrap. */
  readonly seed: number;
}

/** Today's kernel, beside which everything is seen. */
export function kernelOf({ entered }: ComparisonPlan): Entered {
  const kernel = entered.find(({ kind }) => kind === 'kernel');
  invariant(kernel, 'the kernel takes part');
  return kernel;
}

/** Trainings that somebody stands for; 1 where it is one policy. */
export const trainingsOf = ({ members = [] }: Pick<Entered, 'members'>): number => Math.max(1, members.length);
