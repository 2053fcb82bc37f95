import type { ScoredSetting, TuningReport } from '../../tuning/tune.js';
import { scoreInterval, suiteScoreText } from '../comparison/score-table.js';
import { type Column, table } from '../terminal/table.js';

/** One tried setting of the two that are shown. */
interface Shown {
  readonly name: string;
  readonly setting: ScoredSetting;
}

const COLUMNS: readonly Column<Shown>[] = [
  { title: 'setting', cell: ({ name }) => name },
  { title: 'score', cell: ({ setting }) => suiteScoreText(setting.score.iqm) },
  { title: '95 % interval', cell: ({ setting }) => scoreInterval(setting.score) },
  { title: 'n', cell: ({ setting }) => setting.score.n },
];

/** What a search found, what it is worth, and where it goes. */
export function tuningText(report: TuningReport, columns: number): string {
  const { experiment, subject, settings, decisions, remembered, defaults, best, episodes, runId } = report;
  const again = remembered > 0 ? `, ${remembered} episodes of them run before` : '';
  const same = JSON.stringify(defaults.parameters) === JSON.stringify(best.parameters);
  return [
    `${subject.kind} ${subject.name}: ${settings} settings, ${decisions} simulated decisions${again} (run ${runId})`,
    `Score: 0 is today's kernel, 1 is greedy; on the ${episodes} tuning episodes the setting was chosen by, so it flatters:`,
    '`compare` judges on held-back ones.',
    '',
    table(
      COLUMNS,
      [
        { name: 'as given', setting: defaults },
        { name: 'best', setting: best },
      ],
      columns,
    ),
    '',
    same
      ? 'Nothing better than what is given was found.'
      : `In the file of experiment ${experiment}:\n${JSON.stringify(report.inExperiment, null, 2)}`,
  ].join('\n');
}
