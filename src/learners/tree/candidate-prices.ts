import { STORES } from '../../migration/vocabulary.js';
import { featureIndex } from '../../policy/feature-table.js';
import { type Prices, readsOf } from '../../policy/prices.js';

/*
 * Prices that a leaf may name. Folios are from stone cold to hotter than any measured, with a queue behind them that
 * waits or none; where a policy does not see what heat needs, the wait of a whole batch is priced alone, from a hundredth
 * of a core to more threads than most processes have.
 */
type Waiting = Pick<Prices, 'touch' | 'delay' | 'wait'>;

const TOUCH = [0, 100, 3_000, 30_000] as const;
const DELAY = [0, 3, 30, 300] as const;
const QUEUE = [0, 1_000, 10_000] as const;
const WAIT = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000] as const;
const CHANNEL = [0, 30, 300] as const;

const BY_HEAT: readonly Waiting[] = TOUCH.flatMap((touch) =>
  DELAY.flatMap((delay) => QUEUE.map((wait) => ({ touch, delay, wait }))),
);
const BY_WAIT: readonly Waiting[] = WAIT.map((wait) => ({ touch: 0, delay: 0, wait }));

function withRest(waiting: readonly Waiting[]): readonly Prices[] {
  return waiting.flatMap((one) => CHANNEL.flatMap((channel) => STORES.map((stores) => ({ ...one, channel, stores }))));
}

/** Prices that a tree may choose that sees these features: none unless it sees all that the machine's rates need. */
export function candidatePrices(observed: readonly number[]): readonly Prices[] {
  const seen = (one: Waiting): boolean => readsOf(one).every((name) => observed.includes(featureIndex(name)));
  const waiting = BY_HEAT.every(seen) ? BY_HEAT : BY_WAIT;
  return waiting.every(seen) ? withRest(waiting) : [];
}
