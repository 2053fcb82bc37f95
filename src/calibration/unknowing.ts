import { formatQuantity } from '../core/units.js';
import { parsePlatform } from '../platform/load.js';
import { parametersOf } from './parameters.js';

const DIGITS = 6;
/** Where bounds begin at 0 they have no geometric middle. */
const ABOVE_ZERO = 0.25;

/**
 * A template that knows nothing of a table: what may be fitted stands at its prior, or in the middle of its bounds (the
 * geometric one where they allow). A hold-out that began at fitted values would know them where the cells left to it do
 * not tell.
 */
export function unknowing(json: unknown, file: string): unknown {
  const blank = structuredClone(json);
  for (const { path, quantity, low, high } of parametersOf(parsePlatform(json, file))) {
    const middle = low > 0 ? Math.sqrt(low * high) : low + ABOVE_ZERO * (high - low);
    const value = Math.min(high, Math.max(low, quantity.prior?.value ?? middle));
    const leaf = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], blank);
    Object.assign(leaf as object, { value: formatQuantity(value, quantity.unit, quantity.dimension, DIGITS) });
  }
  return blank;
}
