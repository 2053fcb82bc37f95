import { parse } from 'csv-parse/sync';
import { FoliotuneError } from '../core/errors.js';
import { nameHint, nearestName } from '../core/nearest.js';
import { readText } from '../core/text-file.js';
import { parseQuantity, unitOf } from '../core/units.js';
import type { CopyPlan } from '../migration/vocabulary.js';
import { planOf } from './configuration.js';
import { METRIC_WORDS, type Metric } from './metric.js';

/** The long form of a measured table; one row is one cell. The order of the columns is free. */
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
type Column = (typeof COLUMNS)[number];
/** Columns that say nothing of the law; a table of one's own may leave them out. */
const OPTIONAL: readonly Column[] = ['platform', 'stddev', 'source', 'note'];
type Row = Readonly<
  Record<Exclude<Column, 'platform' | 'stddev' | 'source' | 'note'>, string> & Partial<Record<Column, string>>
>;

/** A measured value that the law can be asked for. */
export interface MeasuredCell {
  readonly file: string;
  readonly line: number;
  /** What the table calls the machine. */
  readonly machine: string;
  readonly config: string;
  readonly plan: CopyPlan;
  readonly folioBytes: number;
  readonly folios: number;
  readonly metric: Metric;
  /** In the metric's inner unit. */
  readonly measured: number;
  readonly stddev: number;
}

export interface MeasuredTable {
  readonly cells: readonly MeasuredCell[];
  /** Rows whose metric or configuration the law does not know. */
  readonly skipped: readonly SkippedRow[];
}

export interface SkippedRow {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function refuse(rule: string, { file, line }: Place, column: Column, hint?: string): FoliotuneError {
  const place = { file, path: `line ${line}, ${column}` };
  return new FoliotuneError('file-invalid', rule, hint === undefined ? place : { ...place, hint });
}

function positive(row: Row, column: Column, place: Place): number {
  const text = row[column] ?? '';
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw refuse(`must be a number above 0, got "${text}"`, place, column);
}

/** An integer from 1 on; undefined where the field is empty. */
function countOf(row: Row, column: Column, place: Place): number | undefined {
  const text = row[column] ?? '';
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw refuse(`must be an integer above 0, got "${text}"`, place, column);
}

/** Bytes, as a number or with a unit: 65536 or 64KiB. */
function bytesOf(row: Row, column: Column, place: Place): number {
  const text = row[column] ?? '';
  if (unitOf(text.trim()) === '') return positive(row, column, place);
  return parseQuantity(text.trim(), 'bytes', `${place.file}: line ${place.line}, ${column}`);
}

function spreadOf(row: Row, place: Place): number {
  const stddev = Number(row.stddev || 0);
  if (stddev >= 0 && Number.isFinite(stddev)) return stddev;
  throw refuse(`must be empty or a number from 0 on, got "${row.stddev}"`, place, 'stddev');
}

/** The published size tables move 1 GiB a cell and do not print the count. */
const UNCOUNTED_BYTES = 2 ** 30;

function foliosOf(row: Row, folioBytes: number, metric: Metric, place: Place): number {
  if (metric === 'copy-latency') return 1;
  return countOf(row, 'n_folios', place) ?? Math.max(1, Math.round(UNCOUNTED_BYTES / folioBytes));
}

function cellOf(row: Row, place: Place): MeasuredCell | string {
  const word = METRIC_WORDS[row.metric];
  if (!word) return `metric "${row.metric}" is not one the law gives (${Object.keys(METRIC_WORDS).join(', ')})`;
  const factor = word.units[row.unit.replace(/^[µμ]s$/, 'us')];
  if (factor === undefined) {
    const rule = `unit "${row.unit}" does not measure ${row.metric}`;
    throw refuse(rule, place, 'unit', nameHint(row.unit, Object.keys(word.units)));
  }
  const plan = planOf(row.config, {
    workers: () => countOf(row, 'threads', place) ?? 1,
    channels: () => countOf(row, 'dma_channels', place) ?? 1,
  });
  if (!plan) return `configuration "${row.config}" is not vanilla, mtcopy or dcbm`;
  const folioBytes = bytesOf(row, 'folio_bytes', place);
  return {
    ...place,
    machine: row.platform ?? '',
    config: row.config,
    plan,
    folioBytes,
    folios: foliosOf(row, folioBytes, word.metric, place),
    metric: word.metric,
    measured: positive(row, 'value', place) * factor + (word.offset ?? 0),
    stddev: spreadOf(row, place) * factor,
  };
}

/** A row as it stands in the file. */
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
  const strange = found.filter((column) => !(COLUMNS as readonly string[]).includes(column));
  for (const missing of COLUMNS.filter((column) => !found.includes(column))) {
    const near = nearestName(missing, strange);
    if (OPTIONAL.includes(missing) && !near) continue;
    const hint = near
      ? `is "${near}" meant?`
      : `needed: ${COLUMNS.filter((column) => !OPTIONAL.includes(column)).join(', ')}`;
    throw new FoliotuneError('file-invalid', `missing column ${missing}`, { file, path: 'line 1', hint });
  }
}

/** @throws FoliotuneError `file-invalid` where the file is no table of the long form. */
export function readRows(file: string): NumberedRow[] {
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
  const cells: MeasuredCell[] = [];
  const skipped: SkippedRow[] = [];
  for (const { line, row } of readRows(file)) {
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
