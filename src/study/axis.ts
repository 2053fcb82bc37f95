import { at } from '../core/errors.js';
import { significant } from '../core/number-text.js';
import { formatBytes, parseQuantity } from '../core/units.js';
import type { StudyContents } from './study-schema.js';

/** The axis of a study: where its values stand and how they are written. */

type WithAxis = Pick<StudyContents, 'axis'>;

/** A number with three significant digits. */
export function threeDigits(value: number): string {
  return significant(value, 3);
}

/** Where a value of the axis stands on it: bytes where it has a unit, else the number; its place on an even axis. */
export function axisNumber({ axis }: WithAxis, x: number): number {
  const value = at(axis.values, x);
  if (axis.scale === 'even') return x;
  return typeof value === 'number' ? value : parseQuantity(value, 'bytes', 'axis.values');
}

/** A value of the axis as a reader sees it. */
export function axisText({ axis }: WithAxis, x: number): string {
  const value = at(axis.values, x);
  return typeof value === 'number' ? String(value) : value.replace(/^(\d+)([KMG]iB)$/, '$1 $2');
}

/** A number between the values of the axis, as a reader sees it. */
export function numberText({ axis }: WithAxis, value: number): string {
  if (axis.scale === 'even' || axis.values.every((one) => typeof one === 'number')) return threeDigits(value);
  const unit = value < 2 ** 20 ? 2 ** 10 : value < 2 ** 30 ? 2 ** 20 : 2 ** 30;
  return `${threeDigits(value / unit)} ${formatBytes(unit).slice(1)}`;
}

/**
 * Where something is nil that is `lost` (≤ 0) at the place `before` and `won` (> 0) at the next one, by interpolation
 * on the axis' own scale.
 */
export function crossing(study: WithAxis, before: number, lost: number, won: number): number {
  const [a, b] = [axisNumber(study, before), axisNumber(study, before + 1)];
  const share = -lost / (won - lost);
  return study.axis.scale === 'log' ? a * (b / a) ** share : a + (b - a) * share;
}
