import type { FidelityResult } from '../../calibration/fidelity/target.js';
import { percent } from '../../core/number-text.js';
import { type Column, table } from '../terminal/table.js';

const COLUMNS: readonly Column<FidelityResult>[] = [
  { title: 'table', cell: ({ name }) => name },
  { title: 'what', cell: ({ what }) => what },
  { title: 'target', cell: ({ bound, limit }) => `${bound === 'at-most' ? '<=' : '>='} ${percent(limit)}` },
  { title: 'figure', cell: ({ figure }) => percent(figure, 2) },
  { title: '', cell: ({ met }) => (met ? 'met' : 'MISSED') },
];

/** Which targets the shipped platforms meet, and why the others are missed. */
export function fidelityText(results: readonly FidelityResult[], columns: number): string {
  const missed = results.filter(({ met }) => !met);
  const reasons = missed.map(({ name, what, why }) => `MISSED ${name}, ${what}: ${why ?? 'the reason is not known'}`);
  const verdict = `${results.length - missed.length} of ${results.length} targets met`;
  return [table(COLUMNS, results, columns), '', ...reasons, verdict].join('\n');
}
