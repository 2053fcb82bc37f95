import { REASONS } from '../../migration/vocabulary.js';
import { ACTIONS } from '../../policy/action-table.js';
import { featureIndex } from '../../policy/feature-table.js';
import type { TreeModel } from '../../policy/model.js';
import { type Prices, readsOf } from '../../policy/prices.js';

/*
 * The tree that a training may begin with: it needs none. Its leaves name prices, and leave the rest to the rates of the
 * machine, as `cost-benefit` does with its defaults, whose guesses of heat by reason these are:
 *
 *     reason ≤ syscall ? other : reason ≤ demotion ? demotion : reason ≤ numa_misplaced ? promotion : other
 */
const REST = { wait: 0, channel: 30, stores: 'temporal' } as const;
const PROMOTION: Prices = { touch: 5_000, delay: 100, ...REST };
const DEMOTION: Prices = { touch: 10, delay: 3, ...REST };
const OTHER: Prices = { touch: 10, delay: 10, ...REST };
/** Of folios of which nothing is known, and where heat cannot be priced for want of what it reads. */
const MIDDLING: readonly Prices[] = [
  { touch: 300, delay: 30, ...REST },
  { ...REST, touch: 0, delay: 0, wait: 300 },
];

const HEATS: readonly Prices[] = [OTHER, DEMOTION, PROMOTION];
/** Reasons after which the guess changes, in ascending order, and which of the heats holds up to each. */
const UP_TO = [
  { reason: 'syscall', heat: 0 },
  { reason: 'demotion', heat: 1 },
  { reason: 'numa_misplaced', heat: 2 },
] as const;

function byReason(reason: number): TreeModel {
  const leaf = (heat: number) => ({ ranking: [ACTIONS.length + heat] });
  const nodes = UP_TO.flatMap(({ reason: name, heat }, k) => [
    { feature: reason, threshold: REASONS.indexOf(name), left: 2 * k + 1, right: 2 * k + 2 },
    leaf(heat),
  ]);
  return { kind: 'tree', nodes: [...nodes, leaf(0)], prices: HEATS };
}

/**
 * @param observed features that it may look at, @param splits and of those the ones it may split on, as indices into the
 * feature table.
 * @returns null where it does not see all that the machine's rates need.
 */
export function startingTree(observed: readonly number[], splits: readonly number[]): TreeModel | null {
  const seen = (prices: Prices): boolean => readsOf(prices).every((name) => observed.includes(featureIndex(name)));
  const reason = featureIndex('reason');
  if (splits.includes(reason) && HEATS.every(seen)) return byReason(reason);
  const middling = MIDDLING.find(seen);
  return middling ? { kind: 'tree', nodes: [{ ranking: [ACTIONS.length] }], prices: [middling] } : null;
}
