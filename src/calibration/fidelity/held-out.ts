import { counted } from '../../core/number-text.js';
import { readJson } from '../../core/text-file.js';
import { formatBytes } from '../../core/units.js';
import { platformFile } from '../../platform/load.js';
import { type Calibration, calibrate } from '../calibrate.js';
import type { HoldOut } from '../hold-out.js';
import type { JudgedCell } from '../judge.js';
import { cellsOf, PUBLISHED_TABLES } from '../published-tables.js';
import type { MeasuredCell } from '../table.js';
import { unknowing } from '../unknowing.js';
import { withSameMachine } from './same-machine.js';

/** The columns of which one value after the other is held out. */
export const HELD_COLUMNS = ['folio_bytes', 'threads', 'dma_channels'] as const;
export type HeldColumn = (typeof HELD_COLUMNS)[number];

const VALUE_OF: Readonly<Record<HeldColumn, (cell: MeasuredCell) => number>> = {
  folio_bytes: ({ folioBytes }) => folioBytes,
  threads: ({ plan }) => plan.workers,
  dma_channels: ({ plan }) => plan.channels,
};

const NAME_OF: Readonly<Record<HeldColumn, (value: number) => string>> = {
  folio_bytes: (value) => `folios of ${formatBytes(value)}`,
  threads: (value) => counted(value, 'worker'),
  dma_channels: (value) => counted(value, 'channel'),
};

/** Fits published tables from a template that knows nothing of them. */
export function fittedBlindly(tables: string, holdOut: HoldOut, seed = 1): Calibration {
  const published = PUBLISHED_TABLES.get(tables);
  const file = platformFile(published.platform);
  const json = published.platform === 'zen3-ptdma' ? withSameMachine(readJson(file)) : readJson(file);
  const template = { file, json: unknowing(json, file) };
  return calibrate(template, cellsOf(published), { seed, source: 'fidelity', holdOut });
}

/** The values a column has in published tables, from the least on; 0 stands for "has none". */
export function heldValues(tables: string, column: HeldColumn): readonly number[] {
  const values = new Set(cellsOf(PUBLISHED_TABLES.get(tables)).map(VALUE_OF[column]));
  return [...values].filter((value) => value > 0).sort((a, b) => a - b);
}

/** "folios of 64KiB". */
export function heldName(column: HeldColumn, value: number): string {
  return NAME_OF[column](value);
}

const known = new Map<string, readonly JudgedCell[]>();

/** The cells with one value of a column, judged by a fit that saw none of them; fitted once a run. */
export function heldCells(tables: string, column: HeldColumn, value: number): readonly JudgedCell[] {
  const key = `${tables} ${column} ${value}`;
  const cells =
    known.get(key) ?? fittedBlindly(tables, { kind: 'column', column, value: String(value) }).holdout?.cells;
  known.set(key, cells ?? []);
  return cells ?? [];
}

export function meanError(cells: readonly JudgedCell[]): number {
  return cells.reduce((sum, { error }) => sum + Math.abs(error), 0) / cells.length;
}
