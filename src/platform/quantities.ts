import type { Platform } from './platform.js';
import type { Quantity } from './quantity.js';

/** A number of a platform with the place where its file has it, e.g. `kernelPath.perFolio`. */
export interface PlacedQuantity {
  readonly path: string;
  readonly quantity: Quantity;
}

function isQuantity(value: unknown): value is Quantity {
  return value !== null && typeof value === 'object' && 'kind' in value && 'source' in value && 'value' in value;
}

/** Every number that carries its origin, in the file's order; the quantities are the platform's own, not copies. */
export function quantitiesOf(platform: Platform): PlacedQuantity[] {
  const found: PlacedQuantity[] = [];
  const walk = (value: unknown, path: string): void => {
    if (isQuantity(value)) found.push({ path, quantity: value });
    else if (value !== null && typeof value === 'object') {
      for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(platform, '');
  return found;
}
