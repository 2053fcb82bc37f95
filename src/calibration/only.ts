import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import type { MeasuredCell } from './table.js';

/** Keeps the cells whose column contains the text, whatever the case: a table may hold several machines. */
export interface Only {
  readonly column: string;
  readonly text: string;
}

const COLUMN_OF: Readonly<Record<string, (cell: MeasuredCell) => string>> = {
  platform: (cell) => cell.machine,
  config: (cell) => cell.config,
  metric: (cell) => cell.metric,
};

function refuse(rule: string, hint?: string): FoliotuneError {
  return new FoliotuneError('usage', rule, hint === undefined ? { path: '--only' } : { path: '--only', hint });
}

/** Reads "platform=Power8". @throws FoliotuneError `usage` */
export function parseOnly(text: string): Only {
  const [, column = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (column === '') throw refuse(`must be column=text, got "${text}"`, 'such as platform=Power8');
  const columns = Object.keys(COLUMN_OF);
  if (!columns.includes(column)) throw refuse(`unknown column "${column}"`, nameHint(column, columns));
  return { column, text: value.trim() };
}

/** The cells that every filter keeps. @throws FoliotuneError `usage` where a filter keeps none. */
export function onlyCells(cells: readonly MeasuredCell[], filters: readonly Only[]): readonly MeasuredCell[] {
  return filters.reduce<readonly MeasuredCell[]>((left, { column, text }) => {
    const textOf = COLUMN_OF[column] ?? (() => '');
    const kept = left.filter((cell) => textOf(cell).toLowerCase().includes(text.toLowerCase()));
    if (kept.length > 0) return kept;
    const values = [...new Set(left.map(textOf))];
    throw refuse(`no cell has ${column} with "${text}"`, `there are: ${values.join('; ')}`);
  }, cells);
}
