import type { RuleSearch } from '../../tuning/rule-searches.js';
import type { EveryRuleReport } from '../../tuning/tune-every-rule.js';
import { batchingLine } from '../comparison/comparison-text.js';
import { type Column, table } from '../terminal/table.js';

const COLUMNS: readonly Column<RuleSearch>[] = [
  { title: 'rule', cell: ({ rule }) => rule },
  { title: 'tuned on', cell: ({ name }) => name },
  { title: 'settings', cell: ({ settings }) => settings },
  { title: 'decisions', cell: ({ decisions }) => decisions },
  { title: 'as given', cell: ({ gainAsGiven }) => gainAsGiven.toFixed(2) },
  { title: 'found', cell: ({ gain }) => gain.toFixed(2) },
];

/** What tuning every rule found, without the searches for single scenarios, which are many. */
export function tunedRulesText(report: EveryRuleReport, shown: string, columns: number): string {
  const { experiment, searches, decisions, remembered, episodes, runId } = report;
  const rules = new Set(searches.map(({ rule }) => rule)).size;
  const again = remembered > 0 ? `, ${remembered} episodes of them run before` : '';
  const single = searches.filter(({ of }) => of === 'scenario').length;
  return [
    `${rules} rules of ${experiment}: ${searches.length} searches, ${decisions} simulated decisions${again} (run ${runId})`,
    'Gain over the kernel as a share of what the best fixed migrator gains, mean over the scenarios where that is enough;',
    `on the ${episodes} tuning episodes of each the setting was chosen by, so it flatters: \`compare\` judges on held-back ones.`,
    batchingLine(report),
    '',
    table(
      COLUMNS,
      searches.filter(({ of }) => of !== 'scenario'),
      columns,
    ),
    `${single} searches on a scenario alone are not listed`,
    '',
    `Settings: ${shown}`,
    `In the file of experiment ${experiment}: "tunedRules": ${JSON.stringify(shown)}`,
  ].join('\n');
}
