import type { Importance } from '../../analysis/permutation.js';
import type { Removal } from '../../analysis/retraining.js';
import { rangeText, signed } from '../../core/number-text.js';
import { type Column, table } from '../terminal/table.js';

type Row = Importance | Removal;

/** Percent, which the column's title says. */
const costText = (share: number): string => signed(100 * share, 2);

function columnsOf(title: string): readonly Column<Row>[] {
  return [
    { title, cell: ({ name }) => name },
    { title: 'cost %', cell: ({ increase }) => costText(increase.estimate) },
    {
      title: '95 % interval',
      cell: ({ increase: { low, high } }) => rangeText(low, high, costText),
    },
    { title: 'n', cell: ({ increase }) => increase.n },
  ];
}

/** Which features matter to a policy, and to its learner. */
export function ablationText(
  policy: string,
  importances: readonly Importance[],
  removals: readonly Removal[],
  columns: number,
): string {
  const retrained =
    removals.length === 0
      ? []
      : [
          '',
          'Trained again without: additional cost over the same trainings with every feature',
          table(columnsOf('features'), removals, columns),
        ];
  return [
    `Features of ${policy}: additional cost, in percent of the kernel's cost, mean over the scenarios`,
    '',
    'Replaced at every decision by their value in a state drawn at random (permutation importance)',
    table(columnsOf('feature'), importances, columns),
    ...retrained,
  ].join('\n');
}
