import type { CompareReport } from '../../comparison/compare.js';
import type { Comparison } from '../../evaluation/comparison.js';

function shown({ scores: _, toGain: __, ...rest }: Comparison): object {
  return rest;
}

/** A comparison for a program. Keys are added, never renamed. */
export function comparisonJson(report: CompareReport): object {
  const { runId, experiment, comparison, contests, disclosures } = report;
  const { scenarios, seeds, scales, policies, beaten } = comparison;
  const { oneSetting, ...others } = contests;
  const { tuned, ...disclosed } = disclosures;
  const generalisation = report.generalisation && { ...shown(report.generalisation), parts: oneSetting.generalisation };
  return {
    ...{ scenarios, seeds, policies, runId, experiment },
    ...{ verdict: oneSetting.verdict, parts: oneSetting.parts, ...others },
    ...disclosed,
    ...{ scales, beaten, generalisation },
    tuning: tuned.map(({ trials: _, ...rule }) => rule),
  };
}
