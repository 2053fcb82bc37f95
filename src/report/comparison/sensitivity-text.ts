import type { Sensitivity, World } from '../../analysis/sensitivity.js';
import { rangeText, signed } from '../../core/number-text.js';
import { type Column, table } from '../terminal/table.js';

/** Percent, which the column's title says. */
const gainText = (share: number): string => signed(100 * share, 1);

const COLUMNS: readonly Column<World>[] = [
  { title: 'assumption', cell: ({ assumption }) => assumption?.key ?? 'as assumed' },
  { title: 'if it were', cell: ({ factor }) => `× ${factor}` },
  { title: 'gain %', cell: ({ gain }) => gainText(gain.estimate) },
  { title: '95 % interval', cell: ({ gain: { low, high } }) => rangeText(low, high, gainText) },
  { title: 'n', cell: ({ gain }) => gain.n },
  { title: 'verdict', cell: ({ verdict }) => verdict },
  { title: 'flips', cell: ({ flips }) => (flips ? 'yes' : 'no') },
  { title: 'where it comes from', cell: ({ assumption }) => assumption?.source ?? '', shrinks: true },
];

/** Which assumptions the verdict hangs on. */
export function sensitivityText(report: Sensitivity, columns: number): string {
  const { policy, rule, platform, scenarios, nominal, worlds } = report;
  const flipping = worlds.filter(({ flips }) => flips);
  const keys = [...new Set(flipping.map(({ assumption }) => assumption?.key))];
  const sum =
    keys.length === 0
      ? `None of ${worlds.length} worlds flips the verdict.`
      : `The verdict flips in ${flipping.length} of ${worlds.length} worlds: ${keys.join(', ')}.`;
  return [
    `Sensitivity of ${policy} against ${rule}, the best rule as things are assumed, on ${scenarios.length} scenarios of ${platform}`,
    "Gain: what the policy costs less, as a percentage of the kernel's cost; neither is trained or tuned anew.",
    '',
    table(COLUMNS, [nominal, ...worlds], columns),
    '',
    sum,
  ].join('\n');
}
