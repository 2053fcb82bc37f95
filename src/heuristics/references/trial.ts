import { invariant } from '../../core/errors.js';
import { ACTIONS, writeMask } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import type { Policy } from '../../policy/policy.js';
import { observe } from '../../sim/observation.js';
import type { Simulator } from '../../sim/simulator.js';
import { Simulator as Clone } from '../../sim/simulator.js';
import { type CostWeights, CREDIT_WIDTH, creditedCost, weightedCost } from '../../sim/state/cost-terms.js';
import { drawsOf, foreseeable } from './foreseeable.js';
import { leastCredit } from './least-credit.js';

/** Tries an action on a clone of a simulator; decisions that follow are taken by a base policy. */
export class Trial {
  /** Decisions taken on the clone so far, the tried ones and those that followed. */
  decisions = 0;
  /** From the decision on, how long the batch was under way that was charged last [ns]. */
  took = 0;
  readonly #clone: Simulator;
  readonly #base: Policy;
  readonly #weights: CostWeights;
  readonly #features = new Int32Array(FEATURES.length);
  readonly #mask = new Uint8Array(ACTIONS.length);

  constructor(like: Simulator, base: Policy, weights: CostWeights) {
    this.#clone = new Clone(like.machine, like.episode, like.options);
    this.#base = base;
    this.#weights = weights;
  }

  /** The clone at the state of `sim`, for a caller that changes its future. */
  at(sim: Simulator): Simulator {
    this.#clone.copyFrom(sim);
    return this.#clone;
  }

  /** What the waiting batch of `slot` is charged if `action` copies it, in the episode as it comes [core-ns]. */
  creditOf(sim: Simulator, slot: number, action: number): number {
    return this.#credit(this.at(sim), slot, action, Number.POSITIVE_INFINITY);
  }

  /**
   * The same as far as it can be foreseen: the mean over some draws of what may fail meanwhile [core-ns].
   * @param most what is surely charged more need not be known: Infinity stands for it.
   */
  expectedCreditOf(sim: Simulator, slot: number, action: number, most = Number.POSITIVE_INFINITY): number {
    const draws = drawsOf(sim.episode);
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const clone = this.at(sim);
      clone.replaceFuture(foreseeable(sim.episode, sim.now, draw), sim.nextArrival);
      sum += this.#credit(clone, slot, action, most * draws - sum);
    }
    return sum / draws;
  }

  #credit(clone: Simulator, slot: number, action: number, most: number): number {
    const [decision, began] = [clone.decisions, clone.now];
    const { settled } = clone;
    const isDear = (): boolean => most < Number.POSITIVE_INFINITY && leastCredit(clone, slot, this.#weights) > most;
    const isOver = (): boolean => settled.placeOf(decision) !== -1 || isDear();
    clone.decide(slot, ACTIONS[action] as (typeof ACTIONS)[number]);
    if (isDear()) return Number.POSITIVE_INFINITY;
    for (let next = clone.nextDecision(isOver); next !== -1; next = clone.nextDecision(isOver)) {
      settled.clear();
      this.#follow(clone, next);
    }
    this.decisions += clone.decisions - decision;
    this.took = clone.now - began;
    const place = settled.placeOf(decision);
    invariant(place !== -1 || isDear(), 'a decision is settled some time');
    return place === -1 ? Number.POSITIVE_INFINITY : creditedCost(settled.terms, this.#weights, place * CREDIT_WIDTH);
  }

  /** Cost of everything from now until the clone's last request is done, if `action` is taken first [core-ns]. */
  costToEnd(clone: Simulator, slot: number, action: number): number {
    clone.settled.total.fill(0);
    const before = clone.decisions;
    clone.decide(slot, ACTIONS[action] as (typeof ACTIONS)[number]);
    for (let next = clone.nextDecision(); next !== -1; next = clone.nextDecision()) this.#follow(clone, next);
    this.decisions += clone.decisions - before;
    return weightedCost(clone.settled.total, this.#weights);
  }

  /** What the base policy would do with the waiting batch of `slot`. */
  baseAction(sim: Simulator, slot: number): number {
    observe(sim, slot, this.#features);
    writeMask(this.#features, this.#mask);
    return this.#base.decide(this.#features, this.#mask);
  }

  #follow(clone: Simulator, slot: number): void {
    const action = this.baseAction(clone, slot);
    clone.decide(slot, ACTIONS[action] as (typeof ACTIONS)[number]);
  }
}
