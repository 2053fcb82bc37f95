import type { Platform } from '../platform/platform.js';
import { type PlacedQuantity, quantitiesOf } from '../platform/quantities.js';

/** A number of the platform that a fit may move: every quantity that carries bounds. */
export interface Parameter extends PlacedQuantity {
  readonly low: number;
  readonly high: number;
}

/** All bounded quantities of a platform, in the file's order; what a fit sets is their `value`. */
export function parametersOf(platform: Platform): Parameter[] {
  return quantitiesOf(platform).flatMap(({ path, quantity }) =>
    quantity.bounds ? [{ path, quantity, low: quantity.bounds[0], high: quantity.bounds[1] }] : [],
  );
}
