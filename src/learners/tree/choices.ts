import { at } from '../../core/errors.js';
import { ACTIONS } from '../../policy/action-table.js';
import { cheapestAt, type Prices } from '../../policy/prices.js';
import { candidatePrices } from './candidate-prices.js';
import type { LabelledState } from './labelled-state.js';
import { portfolioOf } from './portfolio.js';

/** 1 for the actions that some choice comes to. [actions] */
export function amongOf(actions: Int8Array): Uint8Array {
  const among = new Uint8Array(ACTIONS.length);
  for (const action of actions) if (action >= 0) among[action] = 1;
  return among;
}

/** What choices cost that come to these actions. [choices] @param tried costs of actions. [actions] */
export function costsOf(actions: Int8Array, tried: ArrayLike<number>): Float64Array {
  const costs = new Float64Array(actions.length);
  for (let choice = 0; choice < costs.length; choice++) {
    const action = at(actions, choice);
    costs[choice] = action >= 0 ? (tried[action] ?? Number.NaN) : Number.NaN;
  }
  return costs;
}

/*
 * What a leaf may choose: each action, and after them whatever is cheapest at each of some prices. What such a choice
 * would have cost in a state is known as soon as the action that it comes to was tried there. So the actions that are
 * tried in a state are those still looked at, and those that the prices still looked at come to.
 */
export class LeafChoices {
  /** What the choices behind the actions stand for. */
  readonly prices: readonly Prices[];
  /** 1 where a choice is still looked at. [actions + prices] */
  #looked: Uint8Array;

  /** @param observed features that the tree may look at, as indices into the feature table. */
  constructor(observed: readonly number[]) {
    this.prices = candidatePrices(observed);
    this.#looked = new Uint8Array(ACTIONS.length + this.prices.length).fill(1);
  }

  /** Whether a choice is still looked at. */
  isLooked(choice: number): boolean {
    return this.#looked[choice] === 1;
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
    const actions = this.actionsOf(features, possible);
    return costsOf(actions, tryActions(amongOf(actions)));
  }

  /**
   * The action that each choice comes to, −1 where it is not looked at or comes to none. An action that only prices led to
   * is not tried wherever it is possible: it is no choice of its own. [choices]
   */
  actionsOf(features: Int32Array, possible: ArrayLike<number>): Int8Array {
    const actions = new Int8Array(this.#looked.length).fill(-1);
    for (let choice = 0; choice < actions.length; choice++) {
      if (this.#looked[choice] !== 1) continue;
      const prices = this.prices[choice - ACTIONS.length];
      actions[choice] = prices ? cheapestAt(prices, features, possible) : choice;
    }
    return actions;
  }
}
