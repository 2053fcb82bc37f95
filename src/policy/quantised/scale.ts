import { FoliotuneError, invariant } from '../../core/errors.js';

/**
 * Integers that are exact both in C (s64) and in JavaScript (double): |acc| < 2^53. The bound is asserted when a model
 * is quantised, from Σ|weight|·max|input|, so that no decision has to check it.
 */
export const EXACT_LIMIT = 2 ** 53;
export const S16_MAX = 2 ** 15 - 1;
export const S32_MAX = 2 ** 31 - 1;

/**
 * The largest power of two 2^s, s from `highest` down to `lowest`, for which the integer form fits.
 * @throws FoliotuneError `file-invalid` when none does.
 */
export function largestScale(
  highest: number,
  lowest: number,
  path: string,
  fits: (scale: number) => boolean,
): { readonly scale: number; readonly shift: number } {
  for (let shift = highest; shift >= lowest; shift--) {
    if (fits(2 ** shift)) return { scale: 2 ** shift, shift };
  }
  throw new FoliotuneError('file-invalid', 'numbers are too large for the integer form', { path });
}

/** Rounds to the nearest integer at this scale. */
export function scaled(value: number, scale: number): number {
  // + 0 turns a −0 into 0.
  return Math.round(value * scale) + 0;
}

export function largestMagnitude(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Arithmetic right shift of an exact integer: floor division by 2^shift, as C's `>>` on s64. */
export function shiftRight(value: number, shift: number): number {
  return Math.floor(value / 2 ** shift);
}

export function assertExact(bound: number): void {
  invariant(bound < EXACT_LIMIT, `an accumulator may reach ${bound}, beyond 2^53`);
}
