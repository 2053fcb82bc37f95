import type { EvaluationReport } from '../../comparison/evaluate.js';
import { batchingLine, quantisationLine, scaleLines } from './comparison-text.js';
import { costTable, LATENCY_TITLE, latencyTable, scenarioTable, scoreTable } from './score-table.js';

/** One policy's evaluation for a reader. */
export function evaluationText(report: EvaluationReport, columns: number): string {
  const { runId, comparison, quantisation, notes } = report;
  const { scenarios, seeds, policies } = comparison;
  return [
    `${quantisation.policy} on ${scenarios.length} scenarios × ${seeds.length} held-back seeds (run ${runId})`,
    `Score: 0 is today's kernel, 1 the better of greedy and lookahead over this very policy.`,
    batchingLine(report),
    ...notes.map((note) => `Note: ${note}`),
    ...scaleLines(comparison),
    '',
    scoreTable(policies, columns),
    '',
    'Application progress lost [core-us/MiB], and what it brought',
    costTable(policies, columns),
    '',
    LATENCY_TITLE,
    latencyTable(policies, columns),
    '',
    'Mean score by scenario',
    scenarioTable(comparison, columns),
    '',
    quantisationLine(quantisation),
  ].join('\n');
}
