import { MODES, REASONS } from '../../migration/vocabulary.js';
import { NODE_KINDS } from '../../platform/node-kind.js';
import { FEATURES, type Feature } from '../../policy/feature-table.js';
import type { SplitNode } from '../../policy/model.js';

/** The names behind the codes of enumerations. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  reason: REASONS,
  mode: MODES,
  src_kind: NODE_KINDS,
  dst_kind: NODE_KINDS,
};

/** "a, b or c" */
function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** A value of a feature with its unit or name. */
export function valueWords({ name, unit }: Pick<Feature, 'name' | 'unit'>, value: number): string {
  const named = NAMES[name]?.[value];
  if (named !== undefined) return named;
  return unit === 'bool' || unit === 'enum' || unit === 'order' ? String(value) : `${value} ${unit}`;
}

/** The condition under which a split goes left: "dma_free ≤ 3 channels", "reason is syscall or demotion". */
export function conditionWords({ feature, threshold }: Pick<SplitNode, 'feature' | 'threshold'>): string {
  const known = FEATURES[feature];
  if (!known) return `feature ${feature} ≤ ${threshold}`;
  const names = NAMES[known.name];
  if (names) return `${known.name} is ${anyOf(names.slice(0, Math.floor(threshold) + 1))}`;
  if (known.unit === 'bool') return `not ${known.name}`;
  return `${known.name} ≤ ${valueWords(known, threshold)}`;
}
