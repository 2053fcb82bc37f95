import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { type Dimension, parseQuantity, unitOf } from '../core/units.js';

/** How a number of a platform file is known. */
export const KNOWLEDGE = ['measured', 'specified', 'fitted', 'assumed'] as const;
export type Knowledge = (typeof KNOWLEDGE)[number];

/** A value with its standard deviation, in the inner unit, from elsewhere than the table a platform is fitted to. */
export interface Prior {
  readonly value: number;
  readonly stddev: number;
  readonly source: string;
}

/** One number of a platform, in the inner unit of its dimension, with where it comes from. */
export interface Quantity {
  value: number;
  readonly kind: Knowledge;
  /** The table, data sheet or reasoning behind the value. */
  readonly source: string;
  /** Physical bounds; a quantity with bounds is a parameter that `calibrate` may fit. */
  readonly bounds?: readonly [number, number];
  /** What was known of it before a table is fitted; only of a quantity with bounds. */
  readonly prior?: Prior;
  readonly dimension: Dimension;
  /** The unit the file writes the value in, "" for a plain number. */
  readonly unit: string;
}

/** Schema of a quantity: `{"value": "25GB/s", "kind": "specified", "source": "…", "bounds": ["20GB/s", "40GB/s"]}`. */
export function quantity(dimension: Dimension) {
  return z
    .strictObject({
      value: z.string(),
      kind: z.enum(KNOWLEDGE),
      source: z.string().min(1),
      bounds: z.tuple([z.string(), z.string()]).optional(),
      prior: z.strictObject({ value: z.string(), stddev: z.string(), source: z.string().min(1) }).optional(),
    })
    .transform((leaf, context): Quantity => {
      const read = (text: string, key: string): number => {
        try {
          return parseQuantity(text, dimension);
        } catch (error) {
          const message = error instanceof FoliotuneError ? error.line : String(error);
          context.addIssue({ code: 'custom', message, path: [key] });
          return Number.NaN;
        }
      };
      const value = read(leaf.value, 'value');
      const known = { value, kind: leaf.kind, source: leaf.source, dimension, unit: unitOf(leaf.value) };
      if (leaf.prior && !leaf.bounds) {
        const message = 'a prior is what a fit starts from: give the quantity bounds too';
        context.addIssue({ code: 'custom', message, path: ['prior'] });
      }
      if (!leaf.bounds) return known;
      const bounds = [read(leaf.bounds[0], 'bounds'), read(leaf.bounds[1], 'bounds')] as const;
      if (!(bounds[0] <= value && value <= bounds[1])) {
        context.addIssue({ code: 'custom', message: `value must lie within its bounds ${leaf.bounds.join(' to ')}` });
      }
      if (!leaf.prior) return { ...known, bounds };
      const prior = { value: read(leaf.prior.value, 'prior'), stddev: read(leaf.prior.stddev, 'prior') };
      if (!(prior.stddev > 0)) context.addIssue({ code: 'custom', message: 'stddev must be above 0', path: ['prior'] });
      return { ...known, bounds, prior: { ...prior, source: leaf.prior.source } };
    });
}
