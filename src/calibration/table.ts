import { parse } from 'csv-parse/sync';
import { FoliotuneError } from '../core/errors.js';
import { nameHint, nearestName } from '../core/nearest.js';
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
  readonly skipped: readonly SkippedRow[];
}

export interface SkippedRow {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

/** Metric names of the published tables, the unit they must have, and the factor to the inner unit. */
const METRICS: Readonly<Record<string, readonly [Metric, Readonly<Record<string, number>>]>> = {
  move_pages_throughput: ['throughput', { 'GB/s': 1, 'MB/s': 1e-3, 'GiB/s': 2 ** 30 / 1e9, 'MiB/s': 2 ** 20 / 1e9 }],
  move_pages_time: ['time', { ns: 1, us: 1e3, ms: 1e6, s: 1e9 }],
  folio_copy_share_of_move_pages: ['copy-share', { fraction: 1, '%': 0.01 }],
};

const SERIAL = new Set(['vanilla', 'kernel', 'generic', 'baseline', 'mainline', 'serial']);

/** The plan a row's configuration stands for; undefined where the law has none. */
function planOf(row: Row, place: Place): CopyPlan | undefined {
  const config = row.config.trim().toLowerCase();
  const word = config.split(/[\s_]+/)[0] ?? '';
  const base = { side: config.includes('push') ? 'push' : 'pull', stores: 'temporal' } as const;
  const placement = config.includes('fill') ? 'fill' : 'spread';
  if (SERIAL.has(word)) return { ...base, migrator: 'kernel', workers: 1, channels: 0, placement, dmaShare: 0 };
  if (word === 'mtcopy') {
    const workers = countOf(row, 'threads', place) ?? 1;
    return { ...base, migrator: 'mtcopy', workers, channels: 0, placement, dmaShare: 0 };
  }
  if (word === 'dcbm') {
    const channels = countOf(row, 'dma_channels', place) ?? 1;
    return { ...base, migrator: 'dcbm', workers: 0, channels, placement, dmaShare: 1 };
  }
  return undefined;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

type Column = (typeof COLUMNS)[number];

function refuse(rule: string, { file, line }: Place, column: Column, hint?: string): FoliotuneError {
  const place = { file, path: `line ${line}, ${column}` };
  return new FoliotuneError('file-invalid', rule, hint === undefined ? place : { ...place, hint });
}

function positive(row: Row, column: Column, place: Place): number {
  const value = Number(row[column]);
  if (row[column].trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw refuse(`must be a number above 0, got "${row[column]}"`, place, column);
}

/** An integer from 1 on; undefined where the field is empty. */
function countOf(row: Row, column: Column, place: Place): number | undefined {
  if (row[column].trim() === '') return undefined;
  const value = Number(row[column]);
  if (Number.isInteger(value) && value > 0) return value;
  throw refuse(`must be an integer above 0, got "${row[column]}"`, place, column);
}

function spreadOf(row: Row, place: Place): number {
  const stddev = Number(row.stddev || 0);
  if (stddev >= 0 && Number.isFinite(stddev)) return stddev;
  throw refuse(`must be empty or a number from 0 on, got "${row.stddev}"`, place, 'stddev');
}

/** The published size tables move 1 GiB a cell and do not print the count. */
const UNCOUNTED_BYTES = 2 ** 30;

function cellOf(row: Row, place: Place): Cell | string {
  const metric = METRICS[row.metric];
  if (!metric) return `metric "${row.metric}" is not one the law gives (${Object.keys(METRICS).join(', ')})`;
  const factor = metric[1][row.unit];
  if (factor === undefined) {
    const rule = `unit "${row.unit}" does not measure ${row.metric}`;
    throw refuse(rule, place, 'unit', nameHint(row.unit, Object.keys(metric[1])));
  }
  const plan = planOf(row, place);
  if (!plan) return `configuration "${row.config}" is not vanilla, mtcopy or dcbm`;
  const folioBytes = positive(row, 'folio_bytes', place);
  return {
    ...place,
    config: row.config,
    plan,
    folioBytes,
    folios: countOf(row, 'n_folios', place) ?? Math.max(1, Math.round(UNCOUNTED_BYTES / folioBytes)),
    metric: metric[0],
    measured: positive(row, 'value', place) * factor,
    stddev: spreadOf(row, place) * factor,
  };
}

interface NumberedRow {
  readonly line: number;
  readonly row: Row;
}

/** What csv-parse gives for a row with `info`. */
interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Record<string, string>;
}

function checkColumns(found: readonly string[], file: string): void {
  const missing = COLUMNS.find((column) => !found.includes(column));
  if (missing === undefined) return;
  const strange = found.filter((column) => !(COLUMNS as readonly string[]).includes(column));
  const near = nearestName(missing, strange);
  const hint = near ? `is "${near}" meant?` : `needed: ${COLUMNS.join(', ')}`;
  throw new FoliotuneError('file-invalid', `missing column ${missing}`, { file, path: 'line 1', hint });
}

function rowsOf(file: string): NumberedRow[] {
  const text = readText(file);
  const options = { columns: true, skip_empty_lines: true, trim: true, bom: true, info: true } as const;
  let parsed: ParsedRow[];
  try {
    parsed = parse(text, options) as unknown as ParsedRow[];
  } catch (error) {
    const rule = `not a CSV table: ${(error as Error).message}`;
    throw new FoliotuneError('file-invalid', rule, { file }, { cause: error });
  }
  const first = parsed[0];
  if (!first) throw new FoliotuneError('file-invalid', 'the table has no row', { file });
  checkColumns(Object.keys(first.record), file);
  return parsed.map(({ info, record }) => ({ line: info.lines, row: record as Row }));
}

/**
 * Reads a table of measured cells. Rows without a folio count move 1 GiB, as the published size tables do.
 * @throws FoliotuneError `file-invalid` with the line and column of the first bad value.
 */
export function readTable(file: string): MeasuredTable {
  const cells: Cell[] = [];
  const skipped: SkippedRow[] = [];
  for (const { line, row } of rowsOf(file)) {
    const cell = cellOf(row, { file, line });
    if (typeof cell === 'string') skipped.push({ file, line, why: cell });
    else cells.push(cell);
  }
  if (cells.length === 0) {
    const why = skipped[0]?.why ?? 'no row';
    throw new FoliotuneError('file-invalid', `no cell that the law could be compared with: ${why}`, { file });
  }
  return { cells, skipped };
}
