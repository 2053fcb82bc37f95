import { ACTIONS, actionIndex } from './action-table.js';
import type { Policy } from './policy.js';
import { cheapestAt, type Prices } from './prices.js';

/** The part of a policy that a model kind implements: the restriction to allowed actions is already in `possible`. */
export interface Chooser {
  /**
   * @param features raw integers in the feature table's order.
   * @param possible 1 where an action may be taken; at least one. [actions]
   */
  choose(features: Int32Array, possible: Uint8Array): number;
}

/** `decline` is what remains where a policy's own restriction leaves nothing. */
const DECLINE = actionIndex('decline');

/** The possible action of lowest score, ties to the lowest index. */
export function lowestScore(scores: Float64Array, possible: Uint8Array): number {
  let best = -1;
  let bestScore = 0;
  for (let action = 0; action < scores.length; action++) {
    const score = scores[action] ?? 0;
    if (possible[action] === 1 && (best < 0 || score < bestScore)) {
      best = action;
      bestScore = score;
    }
  }
  return best;
}

/** The possible action of highest score, ties to the lowest index. */
export function highestScore(scores: Float64Array, possible: Uint8Array): number {
  let best = -1;
  let bestScore = 0;
  for (let action = 0; action < scores.length; action++) {
    const score = scores[action] ?? 0;
    if (possible[action] === 1 && (best < 0 || score > bestScore)) {
      best = action;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The first possible choice of a ranking, as an action; the first possible action of all where the ranking holds none.
 * Choices from `ACTIONS.length` on are the cheapest action at some prices.
 */
export function firstPossible(
  ranking: ArrayLike<number>,
  possible: Uint8Array,
  prices: readonly Prices[],
  features: Int32Array,
): number {
  for (let rank = 0; rank < ranking.length; rank++) {
    const choice = ranking[rank] ?? 0;
    const own = prices[choice - ACTIONS.length];
    const action = own ? cheapestAt(own, features, possible) : choice;
    if (possible[action] === 1) return action;
  }
  return possible.indexOf(1);
}

/** 1 where the policy allows an action; all of them without a list. */
export function allowedActions(names: readonly string[] | undefined): Uint8Array {
  const allowed = new Uint8Array(ACTIONS.length).fill(names === undefined ? 1 : 0);
  for (const name of names ?? []) allowed[actionIndex(name)] = 1;
  return allowed;
}

/** A policy that offers its chooser only the actions that are both possible and allowed. */
export function restrictedPolicy(name: string, chooser: Chooser, actions: readonly string[] | undefined): Policy {
  const allowed = allowedActions(actions);
  const possible = new Uint8Array(ACTIONS.length);
  return {
    name,
    decide: (features, mask) => {
      let any = 0;
      for (let action = 0; action < possible.length; action++) {
        const may = (mask[action] ?? 0) & (allowed[action] ?? 0);
        possible[action] = may;
        any |= may;
      }
      return any === 0 ? DECLINE : chooser.choose(features, possible);
    },
  };
}
