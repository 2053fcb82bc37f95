import { z } from 'zod';
import { STUDY_METRICS } from './study-metrics.js';

const STUDY_FORMAT = 'foliotune-study-1';

const text = z.string().min(1);
const xValue = z.union([z.string(), z.number()]);
const metric = z.enum(STUDY_METRICS.names as [string, ...string[]]);
const words = z.record(z.string(), z.json());

/** Which of a study's curves, and where on it: panel and metric are the first ones where not said. */
const chart = { panel: text.optional(), metric: metric.optional() };
const curve = { ...chart, series: text };
const place = z.strictObject({ ...curve, x: xValue.optional() });

const said = {
  /** The expectation in a sentence. */
  says: text,
  /** Where it was published, or "physics" for what follows from the law. */
  source: text,
};
const bound = { atLeast: z.number().optional(), atMost: z.number().optional() };

/**
 * What is expected of the results, computed and able to fail; intervals are 95 %, paired by seed.
 *
 *   value      the mean at a place lies within the bounds; without x at every x
 *   published  the mean at a place lies within a fraction `within` of a published `value`
 *   ratio      mean of `of` ÷ mean of `to`, its interval within the bounds; x of `to` is that of `of` where not said,
 *              and where neither says one the ratio is held at every x
 *   crossover  from the smallest x on at which `of` beats `over`, it goes on beating it; that x lies in `between`
 *   trend      along x a curve never moves against its direction by more than `slack`, a fraction
 */
const expectation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), ...said, of: place, ...bound }),
  z.strictObject({
    kind: z.literal('published'),
    ...said,
    of: place.required({ x: true }),
    value: z.number(),
    within: z.number().positive(),
  }),
  z.strictObject({ kind: z.literal('ratio'), ...said, of: place, to: place, ...bound }),
  z.strictObject({
    kind: z.literal('crossover'),
    ...said,
    ...chart,
    of: text,
    over: text,
    between: z.tuple([xValue, xValue]),
  }),
  z.strictObject({
    kind: z.literal('trend'),
    ...said,
    ...curve,
    direction: z.enum(['rises', 'falls']),
    slack: z.number().min(0).default(0.01),
  }),
]);
export type Expectation = z.output<typeof expectation>;
export type Place = z.output<typeof place>;

/** A group of settings with a name: one panel of the figure, or one of its curves. */
const group = z.strictObject({ name: text, set: words.default({}) });

export const studySchema = z.strictObject({
  format: z.literal(STUDY_FORMAT),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
  title: text,
  question: text,
  /** Place among the studies: the number of the discussion point it belongs to. */
  point: z.number().positive(),
  /** One request on a machine with tenants, or whole episodes under a policy. */
  kind: z.enum(['request', 'episodes']),
  /** What the set-up wants said beside what is generated from this file. */
  remark: text.optional(),
  /** Settings of every point. */
  set: words.default({}),
  axis: z.strictObject({
    setting: text,
    label: text,
    values: z.array(xValue).min(2),
    /** `even` sets the values side by side, whatever they are. */
    scale: z.enum(['log', 'linear', 'even']).default('log'),
  }),
  panels: z.array(group).min(1),
  series: z.array(group).min(1).max(8),
  metrics: z.array(metric).min(1),
  /** Metrics drawn on a logarithmic scale. */
  logarithmic: z.array(metric).default([]),
  /** How often each point is simulated, all with the same seeds. */
  seeds: z.int().min(1).max(1000),
  expectations: z.array(expectation).min(1),
  shows: z.array(text).min(1),
  doesNotShow: z.array(text).min(1),
});
export type StudyContents = z.output<typeof studySchema>;

/** A checked study with the file it was read from. */
export interface Study extends StudyContents {
  readonly file: string;
}
