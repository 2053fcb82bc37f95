import type { Comparison } from '../../evaluation/comparison.js';
import { LEAST_GAIN } from '../../evaluation/score.js';
import type { CompareReport, PlatformTrust, Spent } from '../../experiment/compare.js';
import type { QuantisationCost } from '../../experiment/quantisation-cost.js';
import { costTable, LATENCY_TITLE, latencyTable, scenarioTable, scoreTable, shortScenario } from './score-table.js';

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** What the figures mean: nobody should have to look it up. */
function scoreMeaning({ references }: Pick<CompareReport, 'references'>): string[] {
  const { baseName, horizonMs, width, samples } = references;
  return [
    "Score = (cost of kernel − cost) ÷ (cost of kernel − cost of the reference), costs per MiB: 0 is today's kernel, 1 the",
    "reference, which tries actions on a copy of the simulator. The reference's gain is a scenario's mean over the seeds.",
    `Reference: the better of greedy and lookahead-resampled (${horizonMs} ms, ${width} actions, ${samples} futures) on each scenario;`,
    `what they do not try is decided by ${baseName}, and a stronger base makes a stronger reference. Exhaustive tries each`,
    'batch alone on an idle machine: shown, but no measure.',
  ];
}

/** Which scenarios give a score, and against which reference. */
export function scaleLines({ scales }: Pick<Comparison, 'scales'>): string[] {
  return scales.map(({ scenario, reference, kernelCost, referenceGain, scored }) => {
    const gain = `${reference ?? 'no reference'} gains ${percent(referenceGain)} over kernel (${kernelCost.toFixed(1)})`;
    const why = scored ? '' : `: under ${percent(LEAST_GAIN, 0)}, no score`;
    return `  ${shortScenario(scenario).padEnd(18)}${gain}${why}`;
  });
}

/** What is assumed about a platform, so that nobody takes a simulation for a measurement. */
export function trustLine({ platform, quantities, byKind }: PlatformTrust): string {
  const kinds = Object.entries(byKind).sort(([, a], [, b]) => b - a);
  const parts = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${platform}: of ${quantities} numbers ${parts}. Simulated; nothing was measured on hardware beyond the published tables.`;
}

export function spentLine(spent: readonly Spent[]): string {
  const parts = spent.map(({ name, decisions, trialDecisions }) => {
    const tried = trialDecisions > 0 ? ` (${trialDecisions} of them on copies, to try actions)` : '';
    return `${name} ${decisions}${tried}`;
  });
  return `Simulated decisions spent: ${parts.join(', ') || 'none'}`;
}

export function quantisationLine({ policy, states, changed, share, scoreCost }: QuantisationCost): string {
  const cost = scoreCost === null ? '' : `; that costs ${scoreCost.toFixed(4)} in score`;
  return `${policy} in integers acts otherwise than in floating point in ${changed} of ${states} visited states (${percent(share, 2)})${cost}`;
}

/** The verdict, and the rule that may be set for each scenario by itself. */
export function verdictLines({ verdict, bestPerScenarioRule: rule }: CompareReport): string[] {
  const beside = rule
    ? `  best rule tuned for each scenario by itself: ${rule.name}, score ${rule.iqm.toFixed(3)}`
    : '';
  return [`Verdict: ${verdict.text}`, ...(beside === '' ? [] : [beside])];
}

/** A comparison for a reader. @param columns width of the terminal; Infinity cuts nothing. */
export function comparisonText(report: CompareReport, columns: number): string {
  const { comparison, experiment, runId } = report;
  const { scenarios, seeds, policies } = comparison;
  return [
    `Experiment ${experiment}: ${scenarios.length} scenarios × ${seeds.length} held-back seeds, the same arrivals for all (run ${runId})`,
    ...scoreMeaning(report),
    ...scaleLines(comparison),
    '',
    'Interquartile mean of the scores, 95 % stratified bootstrap interval over n episodes',
    scoreTable(policies, columns),
    '',
    'Application progress lost [core-us/MiB] (fairness has weight 0 unless a scenario says otherwise), and what it brought',
    costTable(policies, columns),
    '',
    LATENCY_TITLE,
    latencyTable(policies, columns),
    '',
    'Mean score by scenario',
    scenarioTable(comparison, columns),
    '',
    ...verdictLines(report),
    spentLine(report.spent),
    ...report.quantisation.map(quantisationLine),
    ...report.trust.map(trustLine),
    ...report.notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
