import { costBenefit } from '../../heuristics/rules/cost-benefit.js';
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
const GUESSES = costBenefit.defaults;
/** Touches in 1/s, prices in thousandths of a core. */
const THOUSAND = 1000;
const REST = { wait: 0, channel: Math.round(GUESSES.channelPrice * THOUSAND), stores: GUESSES.stores } as const;

function heat(touchPerMs: number, delay: number): Prices {
  return { touch: Math.round(touchPerMs * THOUSAND), delay: Math.round(delay * THOUSAND), ...REST };
}

const PROMOTION = heat(GUESSES.promotionTouch, GUESSES.promotionDelay);
const DEMOTION = heat(GUESSES.demotionTouch, GUESSES.demotionDelay);
const OTHER = heat(GUESSES.otherTouch, GUESSES.otherDelay);
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
