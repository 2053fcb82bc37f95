import { at } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import { ACTIONS } from '../policy/action-table.js';
import { FEATURES, type Feature } from '../policy/feature-table.js';
import { S32_MAX } from '../policy/quantised/scale.js';
import type { QuantisedModel } from '../policy/quantised-policy.js';

/**
 * Inputs on which two forms of a policy are compared: every corner first (all features least, all greatest, each at its
 * extremes and at its C type's), then either side of the model's thresholds and of the mask's bounds, then random ones,
 * uniform in the logarithm, salted with extremes. Of a guarded policy most of these would be fallen back on: every
 * second one lies within the guard's range, but for one feature in four of those, at or just beyond an end of its range.
 */
const TYPE_MAX: Readonly<Record<Feature['ctype'], number>> = { u8: 255, u16: 65535, u32: S32_MAX };

function within(value: number, { ctype }: Feature): number {
  return Math.min(Math.max(value, 0), TYPE_MAX[ctype]);
}

/** Where a decision may turn: (feature, value) of every split and every requirement. */
function turningPoints(model: QuantisedModel): (readonly [number, number])[] {
  const points = ACTIONS.flatMap(({ requires }) => requires.map(({ feature, atLeast }) => [feature, atLeast] as const));
  if (model.kind === 'tree') {
    for (const node of model.nodes) if ('feature' in node) points.push([node.feature, node.threshold]);
  }
  if (model.kind === 'forest') {
    model.left.forEach((left, node) => {
      if (left !== 0) points.push([at(model.feature, node), at(model.value, node)]);
    });
  }
  const distinct = new Map(points.map((point) => [point.join(), point]));
  return [...distinct.values()];
}

function logUniform({ min, max }: Feature, random: RandomStream): number {
  return min + Math.floor((1 + max - min) ** random.uniform()) - 1;
}

type TurningValues = readonly (readonly number[])[];

function randomValue(index: number, turning: TurningValues, random: RandomStream): number {
  const feature = at(FEATURES, index);
  const own = turning[index] ?? [];
  const kind = random.below(16);
  if (kind === 0) return feature.min;
  if (kind === 1) return feature.max;
  if (kind === 2) return within(feature.max + 1 + random.below(3), feature);
  if (kind === 3) return within(2 ** random.below(31) - random.below(2), feature);
  if (kind < 6 && own.length > 0) return within(at(own, random.below(own.length)) + random.below(3) - 1, feature);
  return logUniform(feature, random);
}

function cornerInputs(): number[][] {
  const least = FEATURES.map(({ min }) => min);
  const greatest = FEATURES.map(({ max }) => max);
  const corners = [least, greatest, FEATURES.map(() => 0), FEATURES.map(({ ctype }) => TYPE_MAX[ctype])];
  FEATURES.forEach(({ min, max, ctype }, index) => {
    for (const base of [least, greatest]) {
      for (const value of [min, max, 0, TYPE_MAX[ctype]]) corners.push(base.with(index, value));
    }
  });
  return corners;
}

/** Least and greatest value of each feature of the table that a guard lets through. [features] */
export interface GuardedRange {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function withinRange({ low, high }: GuardedRange, random: RandomStream): number[] {
  const values = FEATURES.map((feature, k) => {
    const [min, max] = [low[k] ?? feature.min, high[k] ?? feature.max];
    return logUniform({ ...feature, min, max }, random);
  });
  if (random.below(4) > 0) return values;
  const edge = random.below(FEATURES.length);
  const beyond = [(low[edge] ?? 0) - 1, low[edge] ?? 0, high[edge] ?? 0, (high[edge] ?? 0) + 1];
  return values.with(edge, within(at(beyond, random.below(beyond.length)), at(FEATURES, edge)));
}

/** `count` inputs, row after row; the same for the same model, seed, count and range. [count × features] */
export function generateInputs(
  model: QuantisedModel,
  seed: number,
  count: number,
  range?: GuardedRange | undefined,
): Int32Array {
  const random = randomStream(seed, 'export/inputs');
  const points = turningPoints(model);
  const turning = FEATURES.map((_, feature) => points.filter(([own]) => own === feature).map(([, value]) => value));
  const draw = () => FEATURES.map((_, index) => randomValue(index, turning, random));
  const rows = new Int32Array(count * FEATURES.length);
  const corners = cornerInputs();
  for (let row = 0; row < count; row++) {
    const edge = row - corners.length;
    const inside = range !== undefined && row % 2 === 1;
    let values = corners[row] ?? (inside ? withinRange(range, random) : draw());
    const point = edge >= 0 ? points[Math.floor(edge / 3)] : undefined;
    if (point && !inside) values = values.with(point[0], within(point[1] + (edge % 3) - 1, at(FEATURES, point[0])));
    rows.set(values, row * FEATURES.length);
  }
  return rows;
}
