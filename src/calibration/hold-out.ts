import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { type RandomStream, randomStream } from '../core/random.js';
import { parseQuantity, unitOf } from '../core/units.js';
import type { MeasuredCell } from './table.js';

/** Which cells a fit does not see, to be judged on afterwards. */
export type HoldOut =
  | { readonly kind: 'fraction'; readonly fraction: number }
  | { readonly kind: 'folds'; readonly folds: number }
  | { readonly kind: 'column'; readonly column: string; readonly value: string };

export interface HeldOutSplit {
  readonly fitted: readonly MeasuredCell[];
  readonly held: readonly MeasuredCell[];
}

/** What a cell has in each column that can be held out by value. */
const COLUMN_OF: Readonly<Record<string, (cell: MeasuredCell) => string | number>> = {
  config: (cell) => cell.config,
  folio_bytes: (cell) => cell.folioBytes,
  n_folios: (cell) => cell.folios,
  threads: (cell) => cell.plan.workers,
  dma_channels: (cell) => cell.plan.channels,
  metric: (cell) => cell.metric,
};

const FLAG = { path: '--holdout' };

function refuse(rule: string, hint?: string): FoliotuneError {
  return new FoliotuneError('usage', rule, hint === undefined ? FLAG : { ...FLAG, hint });
}

/** Reads "0.2", "kfold=5" or "folio_bytes=65536". @throws FoliotuneError `usage` */
export function parseHoldOut(text: string): HoldOut {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === '') {
    const fraction = unitOf(text) === '%' ? parseQuantity(text, 'number') : Number(text);
    if (fraction > 0 && fraction < 1) return { kind: 'fraction', fraction };
    throw refuse(`must be a fraction between 0 and 1, kfold=N or column=value, got "${text}"`);
  }
  if (name === 'kfold') {
    const folds = Number(value);
    if (Number.isInteger(folds) && folds >= 2) return { kind: 'folds', folds };
    throw refuse(`kfold must be an integer from 2 on, got "${value}"`);
  }
  const columns = Object.keys(COLUMN_OF);
  if (!columns.includes(name)) throw refuse(`unknown column "${name}"`, nameHint(name, [...columns, 'kfold']));
  return { kind: 'column', column: name, value: value.trim() };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: RandomStream): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}

function isValue(own: string | number, value: string): boolean {
  if (typeof own === 'string') return own.toLowerCase() === value.toLowerCase();
  return own === (unitOf(value) === '' ? Number(value) : parseQuantity(value, 'bytes', FLAG.path));
}

function splitByColumn(cells: readonly MeasuredCell[], column: string, value: string): HeldOutSplit {
  const cellValue = COLUMN_OF[column] ?? (() => '');
  const held = cells.filter((cell) => isValue(cellValue(cell), value));
  if (held.length === 0) {
    const values = [...new Set(cells.map((cell) => String(cellValue(cell))))];
    throw refuse(`no cell has ${column} ${value}`, `there are: ${values.join(', ')}`);
  }
  if (held.length === cells.length) throw refuse(`every cell has ${column} ${value}: none would be left to fit`);
  return splitWhere(cells, (cell) => isValue(cellValue(cell), value));
}

function splitWhere(
  cells: readonly MeasuredCell[],
  isHeld: (cell: MeasuredCell, index: number) => boolean,
): HeldOutSplit {
  return { held: cells.filter(isHeld), fitted: cells.filter((cell, index) => !isHeld(cell, index)) };
}

function splitByFraction(cells: readonly MeasuredCell[], fraction: number, random: RandomStream): HeldOutSplit {
  const count = Math.min(cells.length - 1, Math.max(1, Math.round(cells.length * fraction)));
  const held = new Set(shuffled(cells, random).slice(0, count));
  return splitWhere(cells, (cell) => held.has(cell));
}

/**
 * Of every `folds` consecutive rows each falls to another fold: tables list like with like, so that no fold loses all
 * cells of a kind.
 */
function splitInFolds(cells: readonly MeasuredCell[], folds: number, random: RandomStream): HeldOutSplit[] {
  if (folds > cells.length) throw refuse(`kfold=${folds} needs as many cells, there are ${cells.length}`);
  const numbers = Array.from({ length: folds }, (_, fold) => fold);
  const blocks = Array.from({ length: Math.ceil(cells.length / folds) }, () => shuffled(numbers, random)).flat();
  return numbers.map((fold) => splitWhere(cells, (_, index) => blocks[index] === fold));
}

/** The splits of a hold-out: one, or as many as there are folds. Deterministic from `seed`. */
export function splitsOf(cells: readonly MeasuredCell[], holdOut: HoldOut, seed: number): readonly HeldOutSplit[] {
  const random = randomStream(seed, 'calibration/holdout');
  if (cells.length < 2) throw refuse(`needs two cells or more, there is ${cells.length}`);
  switch (holdOut.kind) {
    case 'column':
      return [splitByColumn(cells, holdOut.column, holdOut.value)];
    case 'fraction':
      return [splitByFraction(cells, holdOut.fraction, random)];
    case 'folds':
      return splitInFolds(cells, holdOut.folds, random);
    default:
      return holdOut satisfies never;
  }
}
