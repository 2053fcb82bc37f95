import { FoliotuneError } from '../core/errors.js';
import { formatBytes, parseQuantity, unitOf } from '../core/units.js';
import type { BatchCap } from '../platform/platform.js';

const COUNTED = ['folios', 'pages'] as const;
const RULE = 'must be a whole number from 1 on of folios, pages or bytes, as in 512folios, 512pages, 64MiB';

function countedUnit(unit: string): (typeof COUNTED)[number] | undefined {
  if (unit === '') return 'folios';
  return COUNTED.find((name) => name === unit || name === `${unit}s`);
}

/**
 * Reads what one batch may hold: "512", "512 folios", "512pages", "64MiB". A bare number counts folios.
 * @throws FoliotuneError `usage` naming `path`, the rule and the value.
 */
export function readBatchCap(text: string, path: string): BatchCap {
  const match = /^\s*(\d+)\s*([A-Za-z]*)\s*$/.exec(text);
  const unit = match ? countedUnit(match[2] ?? '') : undefined;
  const isSize = match !== null && unit === undefined && unitOf(text) !== '';
  const limit = unit ? Number(match?.[1]) : isSize ? parseQuantity(text, 'bytes', path) : Number.NaN;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new FoliotuneError('usage', `${RULE}; got "${text}"`, { path });
  }
  return { limit, unit: unit ?? 'bytes' };
}

/** "512 folios", "1 page", "64MiB". */
export function batchCapText({ limit, unit }: BatchCap): string {
  if (unit === 'bytes') return formatBytes(limit);
  return `${limit} ${limit === 1 ? unit.slice(0, -1) : unit}`;
}
