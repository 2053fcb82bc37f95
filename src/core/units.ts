import { FoliotuneError } from './errors.js';
import { nameHint } from './nearest.js';
import { significant } from './number-text.js';

/**
 * Every quantity inside the program is in bytes, nanoseconds, bytes per nanosecond (= GB/s), or a plain number.
 * Text with a unit is read and written only here.
 */
export type Dimension = 'bytes' | 'ns' | 'bytes/ns' | 'number' | 'bytes/s' | 'cycles/ns';

const KIB = 1024;

/** Factor of each unit to the inner unit of its dimension. GB is 10^9 bytes, GiB is 2^30. */
const UNITS: Readonly<Record<Dimension, Readonly<Record<string, number>>>> = {
  bytes: {
    B: 1,
    KiB: KIB,
    MiB: KIB ** 2,
    GiB: KIB ** 3,
    TiB: KIB ** 4,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
  },
  ns: { ns: 1, us: 1e3, ms: 1e6, s: 1e9 },
  'bytes/ns': { 'GB/s': 1, 'MB/s': 1e-3, 'B/ns': 1 },
  'bytes/s': { 'GB/s': 1e9, 'MB/s': 1e6, 'B/s': 1, 'MiB/s': KIB ** 2 },
  'cycles/ns': { GHz: 1, MHz: 1e-3 },
  number: { '': 1, '%': 0.01, x: 1 },
};

const QUANTITY = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([A-Za-z%/]*)\s*$/i;

/**
 * Reads a quantity such as "25GB/s", "120ns" or "2MiB".
 * @returns the value in the dimension's inner unit.
 * @throws FoliotuneError `unit-invalid` naming the value and the units that would do.
 */
export function parseQuantity(text: string, dimension: Dimension, path?: string): number {
  const units = UNITS[dimension];
  const place = path === undefined ? {} : { path };
  const match = QUANTITY.exec(text);
  const known = Object.keys(units).filter((unit) => unit !== '');
  const wanted = `write a number and a unit: ${known.join(', ')}`;
  if (!match) {
    throw new FoliotuneError('unit-invalid', `"${text}" is not a quantity in ${dimension}`, {
      ...place,
      hint: wanted,
    });
  }
  const unit = match[2] ?? '';
  const factor = units[unit];
  if (factor === undefined) {
    if (unit === '') throw new FoliotuneError('unit-invalid', `"${text}" has no unit`, { ...place, hint: wanted });
    const rule = `"${text}": unit "${unit}" does not measure ${dimension}`;
    throw new FoliotuneError('unit-invalid', rule, { ...place, hint: nameHint(unit, known) });
  }
  return Number(match[1]) * factor;
}

/** Writes a value with the unit named, with as many digits as `digits` significant ones. */
export function formatQuantity(value: number, unit: string, dimension: Dimension, digits = 6): string {
  const factor = UNITS[dimension][unit];
  if (factor === undefined) throw new Error(`unit ${unit} does not measure ${dimension}`);
  return `${significant(value / factor, digits)}${unit}`;
}

/** The unit a quantity is written with, "" where it has none. */
export function unitOf(text: string): string {
  return QUANTITY.exec(text)?.[2] ?? '';
}

/** 4096 → "4KiB", 2097152 → "2MiB": the largest binary unit that divides the size. */
export function formatBytes(bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    const factor = UNITS.bytes[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return `${bytes}B`;
}

/** A duration with the unit that reads best: 812ns, 46.2us, 3.91ms, 2.4s. */
export function formatDuration(ns: number): string {
  const [factor, unit] = ns < 1e3 ? [1, 'ns'] : ns < 1e6 ? [1e3, 'us'] : ns < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  return `${significant(ns / factor, 3)}${unit}`;
}
