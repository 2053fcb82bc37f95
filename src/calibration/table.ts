import { parse } from 'csv-parse/sync';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { readText } from '../core/text-file.js';
import type { CopyPlan } from '../migration/vocabulary.js';

/** The long form of a measured table; one row is one cell. Order is free, every column must be there. */
export const COLUMNS = [
  'platform',
  'config',
  'folio_bytes',
  'n_folios',
  'threads',
  'dma_channels',
  'metric',
  'unit',
  'value',
  'stddev',
  'source',
  'note',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** A measured value that the law can be asked for. */
export interface Cell {
  readonly file: string;
  readonly line: number;
  readonly config: string;
  readonly plan: CopyPlan;
  readonly folioBytes: number;
  readonly folios: number;
  readonly metric: Metric;
  /** In GB/s, ns or a fraction, by metric. */
  readonly measured: number;
  readonly stddev: number;
}

export type Metric = 'throughput' | 'time' | 'copy-share';

export interface MeasuredTable {
  readonly cells: readonly Cell[];
  /** Rows whose metric or configuration the law does not know. */
  readonly skipped: readonly { readonly line: number; readonly why: string }[];
}

/** Metric names of the published tables, the unit they must have, and the factor to the inner unit. */
const METRICS: Readonly<Record<string, readonly [Metric, Readonly<Record<string, number>>]>> = {
  move_pages_throughput: ['throughput', { 'GB/s': 1, 'MB/s': 1e-3 }],
  move_pages_time: ['time', { ns: 1, us: 1e3, ms: 1e6 }],
  folio_copy_share_of_move_pages: ['copy-share', { fraction: 1, '%': 0.01 }],
};

const SERIAL = new Set(['vanilla', 'kernel', 'generic', 'baseline', 'mainline', 'serial']);

/** The plan a row's configuration stands for; undefined where the law has none. */
function planOf(row: Row): CopyPlan | undefined {
  const config = row.config.trim().toLowerCase();
  const word = config.split(/[\s_]+/)[0] ?? '';
  const base = { side: config.includes('push') ? 'push' : 'pull', stores: 'temporal' } as const;
  const placement = config.includes('fill') ? 'fill' : 'spread';
  if (SERIAL.has(word)) return { ...base, migrator: 'kernel', workers: 1, channels: 0, placement, dmaShare: 0 };
  if (word === 'mtcopy') {
    return { ...base, migrator: 'mtcopy', workers: Number(row.threads || 1), channels: 0, placement, dmaShare: 0 };
  }
  if (word === 'dcbm') {
    return { ...base, migrator: 'dcbm', workers: 0, channels: Number(row.dma_channels || 1), placement, dmaShare: 1 };
  }
  return undefined;
}

function positive(row: Row, column: 'folio_bytes' | 'n_folios' | 'value', file: string, line: number): number {
  const value = Number(row[column]);
  if (row[column].trim() !== '' && Number.isFinite(value) && value > 0) return value;
  const rule = `must be a number above 0, got "${row[column]}"`;
  throw new FoliotuneError('file-invalid', rule, { file, path: `line ${line}, ${column}` });
}

function cellOf(row: Row, file: string, line: number): Cell | string {
  const metric = METRICS[row.metric];
  if (!metric) return `metric "${row.metric}" is not one the law gives (${Object.keys(METRICS).join(', ')})`;
  const factor = metric[1][row.unit];
  if (factor === undefined) {
    throw new FoliotuneError('file-invalid', `unit "${row.unit}" does not measure ${row.metric}`, {
      file,
      path: `line ${line}, unit`,
      hint: nameHint(row.unit, Object.keys(metric[1])),
    });
  }
  const plan = planOf(row);
  if (!plan) return `configuration "${row.config}" is not vanilla, mtcopy or dcbm`;
  const stddev = Number(row.stddev || 0);
  if (!(stddev >= 0)) {
    throw new FoliotuneError('file-invalid', `must be a number, got "${row.stddev}"`, {
      file,
      path: `line ${line}, stddev`,
    });
  }
  return {
    file,
    line,
    config: row.config,
    plan,
    folioBytes: positive(row, 'folio_bytes', file, line),
    folios: row.n_folios.trim() === '' ? NaN : positive(row, 'n_folios', file, line),
    metric: metric[0],
    measured: positive(row, 'value', file, line) * factor,
    stddev: stddev * factor,
  };
}

function rowsOf(file: string): Row[] {
  const text = readText(file);
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (error) {
    throw new FoliotuneError(
      'file-invalid',
      `not a CSV table: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
  const first = rows[0];
  if (!first) throw new FoliotuneError('file-invalid', 'the table has no row', { file });
  const missing = COLUMNS.filter((column) => !(column in first));
  if (missing.length > 0) {
    const strange = Object.keys(first).filter((column) => !(COLUMNS as readonly string[]).includes(column));
    const hint = strange[0] === undefined ? {} : { hint: `found instead: ${strange.join(', ')}` };
    throw new FoliotuneError('file-invalid', `missing column ${missing.join(', ')}`, { file, path: 'line 1', ...hint });
  }
  return rows as Row[];
}

/**
 * Reads a table of measured cells. Rows without a folio count move 1 GB, as the published size tables do.
 * @throws FoliotuneError `file-invalid` with the line and column of the first bad value.
 */
export function readTable(file: string): MeasuredTable {
  const cells: Cell[] = [];
  const skipped: { line: number; why: string }[] = [];
  rowsOf(file).forEach((row, index) => {
    const line = index + 2;
    const cell = cellOf(row, file, line);
    if (typeof cell === 'string') skipped.push({ line, why: cell });
    else
      cells.push(
        Number.isNaN(cell.folios) ? { ...cell, folios: Math.max(1, Math.round(2 ** 30 / cell.folioBytes)) } : cell,
      );
  });
  if (cells.length === 0) {
    const why = skipped[0]?.why ?? 'no row';
    throw new FoliotuneError('file-invalid', `no cell that the law could be compared with: ${why}`, { file });
  }
  return { cells, skipped };
}
