import { invariant } from '../core/errors.js';
import { formatQuantity, parseQuantity } from '../core/units.js';
import type { Parameter } from './parameters.js';

/** A quantity as a platform file writes it. */
interface WrittenQuantity {
  value: string;
  kind: string;
  source: string;
  bounds?: [string, string];
}

const DIGITS = 6;

function writtenAt(json: unknown, path: string): WrittenQuantity {
  const found = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], json);
  invariant(found !== null && typeof found === 'object' && 'value' in found, `${path} is a quantity`);
  return found as WrittenQuantity;
}

/** The value in the unit that stood there; where rounding would leave the bounds, the bound as it stands. */
function valueText({ quantity, low, high }: Parameter, written: WrittenQuantity): string {
  const text = formatQuantity(quantity.value, quantity.unit, quantity.dimension, DIGITS);
  const rounded = parseQuantity(text, quantity.dimension);
  if (rounded < low) return written.bounds?.[0] ?? text;
  return rounded > high ? (written.bounds?.[1] ?? text) : text;
}

/** A platform's JSON with fitted values in place of the template's; the rest stays as written. */
export function fittedPlatform(template: unknown, parameters: readonly Parameter[], source: string): unknown {
  const json = structuredClone(template);
  for (const parameter of parameters) {
    const written = writtenAt(json, parameter.path);
    written.value = valueText(parameter, written);
    written.kind = 'fitted';
    written.source = source;
  }
  return json;
}
