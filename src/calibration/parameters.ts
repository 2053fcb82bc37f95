import type { Platform } from '../platform/platform.js';
import type { Quantity } from '../platform/quantity.js';

/** A number of the platform that a fit may move: every quantity that carries bounds. */
export interface Parameter {
  /** Where it stands in the platform file, e.g. `kernelPath.perFolio`. */
  readonly path: string;
  readonly low: number;
  readonly high: number;
  /** The quantity in the platform at hand; its `value` is what the fit sets. */
  readonly quantity: Quantity;
}

function isQuantity(value: unknown): value is Quantity {
  return value !== null && typeof value === 'object' && 'kind' in value && 'source' in value && 'value' in value;
}

/** All bounded quantities of a platform, in the file's order. */
export function parametersOf(platform: Platform): Parameter[] {
  const found: Parameter[] = [];
  const walk = (value: unknown, path: string): void => {
    if (isQuantity(value)) {
      if (value.bounds) found.push({ path, low: value.bounds[0], high: value.bounds[1], quantity: value });
    } else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(platform, '');
  return found;
}
