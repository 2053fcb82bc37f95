import type { CompareReport } from '../../comparison/compare.js';
import type { Comparison } from '../../evaluation/comparison.js';

function shown({ scores: _, toGain: __, ...rest }: Comparison): object {
  return rest;
}

/** A comparison for a program. Keys are added, never renamed. */
export function comparisonJson(report: CompareReport): object {
  const { comparison, tuned, generalisation, ...rest } = report;
  const { scenarios, seeds, scales, policies } = comparison;
  const tuning = tuned.map(({ trials: _, ...rule }) => rule);
  const unseen = generalisation && { ...shown(generalisation.comparison), parts: generalisation.parts };
  return { scenarios, seeds, policies, ...rest, scales, beaten: comparison.beaten, generalisation: unseen, tuning };
}
