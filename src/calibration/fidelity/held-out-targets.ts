import { percent } from '../../core/number-text.js';
import { formatBytes } from '../../core/units.js';
import { loadPlatform } from '../../platform/load.js';
import { type JudgedCell, judge } from '../judge.js';
import { cellsOf, PUBLISHED_TABLES } from '../published-tables.js';
import { HELD_COLUMNS, type HeldColumn, heldCells, heldName, heldValues, meanError } from './held-out.js';
import type { FidelityTarget } from './target.js';

/*
 * What the law says of sizes, worker counts and channel counts that a fit did not see: each value of a column is left out
 * in turn, from a template that knows nothing of the table but its priors. A target for each, and one for the mean over
 * a column's values, which is what "one size held out" comes to when nobody says which.
 */

const LIMIT = 0.065;
const SHOWN = 3;
/** From this share of the held-out error on, the error of the fit that saw the cells explains it. */
const MOSTLY = 0.8;

const COLUMN_NAME: Readonly<Record<HeldColumn, string>> = {
  folio_bytes: 'each folio size held out in turn',
  threads: 'each number of workers held out in turn',
  dma_channels: 'each number of channels held out in turn',
};

/** "dcbm, 12 × 128KiB -24.2 % (measured ± 27.6 %)". */
function residualText({ config, threads, channels, folioBytes, folios, error, stddev, measured }: JudgedCell): string {
  const movers = channels > 0 ? `${channels} channels` : `${threads} workers`;
  const spread = stddev > 0 ? ` (measured ± ${percent(stddev / measured)})` : '';
  return `${config}, ${movers}, ${folios} x ${formatBytes(folioBytes)}: ${percent(error)}${spread}`;
}

/** The same cells judged by the shipped platform, whose fit saw them. */
function seenError(tables: string, held: readonly JudgedCell[]): number {
  const published = PUBLISHED_TABLES.get(tables);
  const { cells } = judge(loadPlatform(published.platform), cellsOf(published));
  const places = new Set(held.map(({ file, line }) => `${file}:${line}`));
  return meanError(cells.filter(({ file, line }) => places.has(`${file}:${line}`)));
}

function whyMissed(tables: string, column: HeldColumn, value: number): string {
  const held = heldCells(tables, column, value);
  const values = heldValues(tables, column);
  const seen = seenError(tables, held);
  const atEnd = value === values[0] || value === values.at(-1);
  const cause =
    seen >= MOSTLY * meanError(held)
      ? 'it is what the law leaves of these cells, not what it lacks by not seeing them'
      : atEnd
        ? 'the law is carried beyond the range that is left to fit'
        : 'the cells left to fit tell less';
  const worst = [...held].sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, SHOWN);
  return `a fit that sees them misses them by ${percent(seen)}: ${cause}; worst: ${worst.map(residualText).join('; ')}`;
}

function single(tables: string, column: HeldColumn, value: number): FidelityTarget {
  return {
    name: tables,
    what: `${heldName(column, value)} held out, mean error`,
    limit: LIMIT,
    bound: 'at-most',
    fits: true,
    figure: () => meanError(heldCells(tables, column, value)),
    whyMissed: () => whyMissed(tables, column, value),
  };
}

function inTurn(tables: string, column: HeldColumn): FidelityTarget {
  const values = heldValues(tables, column);
  const errors = (): number[] => values.map((value) => meanError(heldCells(tables, column, value)));
  return {
    name: tables,
    what: `${COLUMN_NAME[column]}, mean of the mean errors`,
    limit: LIMIT,
    bound: 'at-most',
    fits: true,
    figure: () => errors().reduce((sum, error) => sum + error, 0) / values.length,
    whyMissed: () => {
      const all = errors();
      const worst = Math.max(...all);
      return `the worst is ${heldName(column, values[all.indexOf(worst)] ?? 0)}, ${percent(worst)}`;
    },
  };
}

/** The hold-outs of published tables, column by column. */
export function heldOutTargets(tables: string): readonly FidelityTarget[] {
  return HELD_COLUMNS.flatMap((column) => [
    inTurn(tables, column),
    ...heldValues(tables, column).map((value) => single(tables, column, value)),
  ]);
}
