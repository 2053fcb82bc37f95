import type { CompareReport } from '../../experiment/compare.js';

/** A comparison for a program. Keys are added, never renamed. */
export function comparisonJson(report: CompareReport): object {
  const { comparison, tuned, ...rest } = report;
  const { scenarios, seeds, scales, policies } = comparison;
  const tuning = tuned.map(({ trials: _, ...rule }) => rule);
  return { scenarios, seeds, policies, ...rest, scales, tuning };
}
