import type { Experiment } from '../../experiment/experiment-file.js';
import { integerOption } from './number-option.js';

/** How a command line changes what an experiment is judged on. */
interface EvaluationOptions {
  readonly seeds?: string | undefined;
  readonly seed?: string | undefined;
}

/** The experiment's held-back episodes, or those that the options ask for. @throws FoliotuneError `usage` for no integer. */
export function evaluationOption(
  { evaluation }: Pick<Experiment, 'evaluation'>,
  { seeds, seed }: EvaluationOptions,
): Experiment['evaluation'] {
  return {
    seeds: seeds === undefined ? evaluation.seeds : integerOption('--seeds', seeds, 1),
    seed: seed === undefined ? evaluation.seed : integerOption('--seed', seed, 0),
  };
}
