import { at, FoliotuneError } from '../core/errors.js';
import { ACTIONS, writeMask } from '../policy/action-table.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import type { Policy } from '../policy/policy.js';

/** What a policy does with a batch of each size, all else equal. */
export interface DecisionMap {
  /** The state in which the batches are imagined, by feature; those that the grid sets itself are left out. */
  readonly load: Readonly<Record<string, number>>;
  /** Order of the folios, one a row. */
  readonly orders: readonly number[];
  /** Folios of the batch, one a column. */
  readonly folios: readonly number[];
  /** Names of actions. [orders][folios] */
  readonly actions: readonly (readonly string[])[];
}

const ORDERS = [0, 2, 4, 5, 6, 7, 8, 9] as const;
const FOLIOS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;
const BASE_PAGE_KIB = 4;
const PMD_ORDER = 9;
/** What the grid sets itself. */
const OF_THE_BATCH = ['folio_order', 'nr_folios', 'batch_kib', 'pmd_mapped', 'remaining_kib'];

/** The value of each feature that stands in the middle of those visited; of an enumeration, the most frequent. */
export function middleState(visited: readonly Int32Array[]): Int32Array {
  const values = (feature: number): Int32Array => Int32Array.from(visited, (state) => at(state, feature)).sort();
  return Int32Array.from(FEATURES, ({ unit, min }, feature) => {
    const sorted = values(feature);
    if (unit !== 'enum') return sorted[sorted.length >> 1] ?? min;
    const counts = new Map<number, number>();
    for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [min, 0])[0];
  });
}

/**
 * Changes a state by what a person wrote: "dma_free=0,dst_idle_cpus=4".
 * @throws FoliotuneError `name-unknown`, or `usage` for a value that is no integer in the feature's range.
 */
export function changedState(state: Int32Array, changes: string): Int32Array {
  const changed = state.slice();
  for (const change of changes.split(',')) {
    const [name = '', text = ''] = change.split('=').map((part) => part.trim());
    const feature = featureIndex(name);
    const { min, max } = at(FEATURES, feature);
    const value = Number(text);
    if (text === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new FoliotuneError('usage', `${name} must be an integer from ${min} to ${max}, got "${text}"`, {
        path: '--at',
      });
    }
    changed[feature] = value;
  }
  return changed;
}

export function decisionMap(policy: Policy, load: Int32Array): DecisionMap {
  const features = load.slice();
  const mask = new Uint8Array(ACTIONS.length);
  const set = (name: string, value: number): void => {
    features[featureIndex(name)] = value;
  };
  const decide = (order: number, folios: number): string => {
    set('folio_order', order);
    set('nr_folios', folios);
    set('batch_kib', folios * BASE_PAGE_KIB * 2 ** order);
    set('pmd_mapped', order >= PMD_ORDER ? 1 : 0);
    set('remaining_kib', 0);
    writeMask(features, mask);
    return at(ACTIONS, policy.decide(features, mask)).name;
  };
  const stated = FEATURES.map(({ name }, feature) => [name, at(load, feature)] as const);
  return {
    load: Object.fromEntries(stated.filter(([name]) => !OF_THE_BATCH.includes(name))),
    orders: ORDERS,
    folios: FOLIOS,
    actions: ORDERS.map((order) => FOLIOS.map((folios) => decide(order, folios))),
  };
}
