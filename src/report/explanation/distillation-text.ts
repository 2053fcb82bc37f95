import type { Distillation, TreeStanding } from '../../analysis/distill.js';
import { percent, rangeText, signed } from '../../core/number-text.js';
import { type Column, table } from '../terminal/table.js';

const COLUMNS: readonly Column<TreeStanding>[] = [
  { title: 'leaves', cell: ({ leaves }) => leaves },
  { title: 'score', cell: ({ standing }) => standing.score.iqm?.toFixed(3) ?? '-' },
  { title: 'against its teacher', cell: ({ gain }) => (gain ? signed(gain.estimate) : '-') },
  { title: '95 % interval', cell: ({ gain }) => rangeText(gain?.low ?? null, gain?.high ?? null, signed) },
  { title: 'worst', cell: ({ standing }) => standing.worst?.score.toFixed(2) ?? '-' },
  { title: 'core-us/MiB', cell: ({ standing }) => standing.costs.total.toFixed(1) },
  { title: 'same action', cell: ({ fidelity }) => percent(fidelity, 0) },
];

/** What trees of several sizes are worth, beside the policy they come from. */
export function distillationText(report: Omit<Distillation, 'policy'>, columns: number): string {
  const { teacher, sizes, states, decisions, trialDecisions, file, runId } = report;
  const saved = sizes.at(-1);
  const worst = teacher.worst ? `, worst scenario ${teacher.worst.score.toFixed(2)}` : '';
  const score = teacher.score.iqm?.toFixed(3) ?? 'none';
  return [
    `Trees from ${teacher.name}, grown on ${states} labelled states: ${decisions} simulated decisions, ${trialDecisions} of them in trials (run ${runId})`,
    `Score: 0 is today's kernel, 1 is greedy over the teacher; held-back episodes, n = ${teacher.score.n}, paired by scenario and seed.`,
    `The teacher: score ${score}${worst}, ${teacher.costs.total.toFixed(1)} core-us/MiB.`,
    '',
    table(COLUMNS, sizes, columns),
    '',
    `Saved the tree of ${saved?.leaves ?? 0} leaves: ${file}`,
    `Read it: foliotune explain ${file}`,
  ].join('\n');
}
