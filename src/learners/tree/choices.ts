import { at } from '../../core/errors.js';
import { STORES } from '../../migration/vocabulary.js';
import { ACTIONS } from '../../policy/action-table.js';
import { featureIndex } from '../../policy/feature-table.js';
import { cheapestAt, type Prices, readsOf } from '../../policy/prices.js';

/*
 * What a leaf may choose: each action, and after them whatever is cheapest at each of some prices. What such a choice
 * would have cost in a state is known as soon as the action that it comes to was tried there, so they need few trials of
 * their own. Folios are from stone cold to hotter than any measured; where a policy does not see what heat needs, the
 * wait of a whole batch is priced instead, from a hundredth of a core to more threads than most processes have.
 */
const TOUCH = [0, 100, 3_000, 30_000] as const;
const DELAY = [0, 3, 30, 300] as const;
const BESIDE = [0, 1_000, 10_000] as const;
const WAIT = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000] as const;
const CHANNEL = [0, 30, 300] as const;

const BY_HEAT = TOUCH.flatMap((touch) => DELAY.flatMap((delay) => BESIDE.map((wait) => ({ touch, delay, wait }))));
const BY_WAIT = WAIT.map((wait) => ({ touch: 0, delay: 0, wait }));

function candidates(waiting: readonly Pick<Prices, 'touch' | 'delay' | 'wait'>[]): readonly Prices[] {
  return waiting.flatMap((one) => CHANNEL.flatMap((channel) => STORES.map((stores) => ({ ...one, channel, stores }))));
}

/** Prices that a tree may choose that sees these features: none unless it sees all that the machine's rates need. */
export function candidatePrices(observed: readonly number[]): readonly Prices[] {
  const seen = (prices: Pick<Prices, 'touch' | 'delay'>): boolean =>
    readsOf(prices).every((name) => observed.includes(featureIndex(name)));
  const priced = BY_HEAT.every(seen) ? BY_HEAT : BY_WAIT;
  return priced.every(seen) ? candidates(priced) : [];
}

/** The action that each of the prices comes to in a state. [prices] */
export function pricedActions(
  prices: readonly Prices[],
  features: Int32Array,
  possible: ArrayLike<number>,
): readonly number[] {
  return prices.map((own) => cheapestAt(own, features, possible));
}

/**
 * Costs of all choices, from those of the actions that were tried: NaN where a choice comes to one that was not.
 * [actions] and [prices] to [actions + prices]
 */
export function costsOfChoices(costs: Float64Array, priced: readonly number[]): Float64Array {
  const all = new Float64Array(ACTIONS.length + priced.length).fill(Number.NaN);
  all.set(costs);
  priced.forEach((action, k) => {
    if (action >= 0) all[ACTIONS.length + k] = at(costs, action);
  });
  return all;
}
