import type { ExpectationOutcome, StudyResult } from '../../study/study-result.js';
import { table } from '../terminal/table.js';
import { studyTables } from './study-table.js';

function outcomeText({ met, says, figure }: ExpectationOutcome): string {
  return `  ${met ? 'met   ' : 'FAILED'}  ${says}\n          ${figure}`;
}

/** "8 of 8 expectations met". */
export function verdictText(outcomes: readonly ExpectationOutcome[]): string {
  return `${outcomes.filter(({ met }) => met).length} of ${outcomes.length} expectations met`;
}

/** A study for a terminal: its tables and what came of each expectation. */
export function studyText(result: StudyResult, columns: number): string {
  const { study, seeds, outcomes } = result;
  const tables = studyTables(result).map(({ title, head, rows }) => {
    const cells = head.map((name, index) => ({ title: name, cell: (row: readonly string[]) => row[index] ?? '' }));
    return `${title}\n${table(cells, rows, columns)}`;
  });
  return [
    `${study.name}: ${study.title}`,
    study.question,
    seeds.length > 1
      ? `means of n = ${seeds.length}, 95 % intervals where something is drawn`
      : 'n = 1: nothing is drawn',
    '',
    tables.join('\n\n'),
    '',
    ...outcomes.map(outcomeText),
    verdictText(outcomes),
  ].join('\n');
}
