import { at } from '../../core/errors.js';
import { ACTIONS } from '../../policy/action-table.js';
import { cheapestAt, type Prices } from '../../policy/prices.js';
import { candidatePrices } from './candidate-prices.js';
import type { LabelledState } from './labelled-state.js';
import { portfolioOf } from './portfolio.js';

/*
 * What a leaf may choose: each action, and after them whatever is cheapest at each of some prices. What such a choice
 * would have cost in a state is known as soon as the action that it comes to was tried there. So the actions that are
 * tried in a state are those still looked at, and those that the prices still looked at come to.
 */
export class Choices {
  /** What the choices behind the actions stand for. */
  readonly prices: readonly Prices[];
  /** 1 where a choice is still looked at. [actions + prices] */
  #looked: Uint8Array;

  /** @param observed features that the tree may look at, as indices into the feature table. */
  constructor(observed: readonly number[]) {
    this.prices = candidatePrices(observed);
    this.#looked = new Uint8Array(ACTIONS.length + this.prices.length).fill(1);
  }

  /** From now on only so many actions and prices are looked at: those that can best stand for all. */
  narrow(states: readonly LabelledState[], actions: number, prices: number): void {
    const kept = portfolioOf(states, actions, 0, ACTIONS.length);
    const priced = portfolioOf(states, prices, ACTIONS.length, this.#looked.length);
    this.#looked = kept.map((own, choice) => own | at(priced, choice));
  }

  /**
   * What each choice would cost in a state, NaN where it is not possible or not looked at. [choices]
   * @param tryActions costs of the possible actions that are 1 in `among`, NaN for the others. [actions]
   */
  costs(
    features: Int32Array,
    possible: ArrayLike<number>,
    tryActions: (among: Uint8Array) => ArrayLike<number>,
  ): Float64Array {
    const among = this.#looked.slice(0, ACTIONS.length);
    const priced = this.prices.map((own, k) => {
      const action = this.#looked[ACTIONS.length + k] === 1 ? cheapestAt(own, features, possible) : -1;
      if (action >= 0) among[action] = 1;
      return action;
    });
    const tried = tryActions(among);
    const costs = new Float64Array(this.#looked.length).fill(Number.NaN);
    // An action that only prices led to was not tried wherever it is possible: it is no choice of its own.
    for (let a = 0; a < ACTIONS.length; a++) if (this.#looked[a] === 1) costs[a] = tried[a] ?? Number.NaN;
    priced.forEach((action, k) => {
      if (action >= 0) costs[ACTIONS.length + k] = tried[action] ?? Number.NaN;
    });
    return costs;
  }
}
