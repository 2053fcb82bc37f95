import { at, FoliotuneError } from '../core/errors.js';
import { ACTIONS } from './action-table.js';
import type { Chooser } from './choose.js';
import { featureIndex } from './feature-table.js';
import { S32_MAX } from './quantised/scale.js';

/*
 * A guard keeps a policy from deciding where it was never trained: if any of its features lies outside the range seen
 * in training,
 *
 *     x_k < low_k  or  x_k > high_k,
 *
 * the model is not asked and the first possible action of `fallback` is taken, `decline` where none is. Raw integers
 * are compared, so that the guard is the same in floating point, in integers and in exported C.
 *
 * Declining is not today's kernel: with an offload provider registered a batch holds 512 folios, or what a table says, not
 * 512 base pages, and all of them stay unmapped until the last is copied. So what is safest to fall back on is measured,
 * not assumed.
 */
export interface Guard {
  /** Least and greatest value of each feature, in the order of the policy's features. [features] */
  readonly low: number[];
  readonly high: number[];
  /** Names of actions, best first. */
  readonly fallback?: string[] | undefined;
}

/** A chooser that falls back outside the guard's range. */
export function guardedChooser(chooser: Chooser, features: readonly string[], guard: Guard | undefined): Chooser {
  if (!guard) return chooser;
  const indices = features.map(featureIndex);
  const fallback = fallbackActions(guard);
  const outside = (raw: Int32Array): boolean => {
    for (let k = 0; k < indices.length; k++) {
      const value = raw[indices[k] ?? 0] ?? 0;
      if (value < (guard.low[k] ?? 0) || value > (guard.high[k] ?? 0)) return true;
    }
    return false;
  };
  return {
    choose: (raw, possible) => {
      if (!outside(raw)) return chooser.choose(raw, possible);
      for (const action of fallback) if (possible[action] === 1) return action;
      return DECLINE;
    },
  };
}

const DECLINE = 0;

/** Indices of the actions that are fallen back on, best first. @throws FoliotuneError for a name that is none. */
export function fallbackActions({ fallback = [] }: Guard): readonly number[] {
  return fallback.map((name) => ACTIONS.findIndex((action) => action.name === name));
}

/** @throws FoliotuneError `file-invalid` for a guard that does not fit the policy's features. */
export function checkGuard(guard: Guard | undefined, features: readonly string[], file: string): void {
  if (!guard) return;
  for (const key of ['low', 'high'] as const) {
    const place = { file, path: `guard.${key}` };
    if (guard[key].length !== features.length) {
      const rule = `wants one number a feature, ${features.length}, got ${guard[key].length}`;
      throw new FoliotuneError('file-invalid', rule, place);
    }
  }
  guard.low.forEach((low, k) => {
    if (low <= at(guard.high, k) && at(guard.high, k) <= S32_MAX) return;
    throw new FoliotuneError('file-invalid', `must not pass the upper end, got ${low} over ${at(guard.high, k)}`, {
      file,
      path: `guard.low.${k}`,
    });
  });
}
