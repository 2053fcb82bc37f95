import { FoliotuneError } from '../core/errors.js';
import { hashSeed } from '../core/random.js';
import { CREDIT_WIDTH, creditedCost } from '../sim/state/cost-terms.js';
import { type CreditList, takeCredit } from './credit-list.js';
import { Lane } from './lane.js';
import type { OpenScenario } from './scenario-registry.js';

/** Episodes of training are numbered below this; evaluation and tuning use seeds above it (episodes/seeds.ts). */
export const TRAINING_SEEDS = 2 ** 30;

/** Episodes of each scenario that may pass without a decision. */
const TRIES = 4;

const MIB = 2 ** 20;
const US = 1e3;

/** Where one lane stands. */
export interface LanePosition {
  readonly lane: Lane;
  /** Number of its scenario among those of the set, and how many episodes it has begun. */
  readonly scenario: number;
  readonly episode: number;
  /** Step of the lane at which its running episode began. */
  readonly firstStep: number;
}

/**
 * Mean MiB a decision moves, from one episode of training run with every batch declined. What goes the mainline way is
 * counted in, so that rewards are of the unit of the whole episode's cost.
 */
function meanMiB(open: OpenScenario): number {
  const lane = new Lane(open, open.episode(0));
  while (!lane.done) lane.step(0);
  return lane.sim.settled.bytes / MIB / lane.sim.decisions;
}

/**
 * Lanes that play scenarios in turn: an ended lane goes on with the next scenario and a fresh episode, never one of an
 * evaluation seed. Deterministic from the seed of `reset`.
 */
export class LaneSet {
  /** What a reward of 1 stands for in each scenario: core-ns of a mean decision's reference MiB. [scenarios] */
  readonly unit: Float64Array;
  /** Decisions taken so far, across `reset`. */
  decisions = 0;
  readonly #scenarios: readonly OpenScenario[];
  /** Decisions of each lane since the first `reset`'s. [lanes] */
  readonly #steps: Int32Array;
  #positions: LanePosition[] = [];
  #seed = 0;

  /** @param scenarios lanes are dealt to them in turn. */
  constructor(scenarios: readonly OpenScenario[], lanes: number) {
    this.#scenarios = scenarios;
    this.#steps = new Int32Array(lanes);
    this.unit = Float64Array.from(scenarios, (open) => US * meanMiB(open));
  }

  get count(): number {
    return this.#steps.length;
  }

  /** Where a lane stands: its batch waits for a decision. */
  at(index: number): LanePosition {
    return this.#positions[index] as LanePosition;
  }

  /** Begins every lane anew. */
  reset(seed: number): void {
    this.#seed = seed;
    this.#steps.fill(0);
    this.#positions = Array.from({ length: this.count }, (_, index) =>
      this.#begin(index, index % this.#scenarios.length, 0),
    );
  }

  /** Takes one decision in a lane and lists what has become known; returns whether its episode ended. */
  step(index: number, action: number, credits: CreditList): boolean {
    const { lane, scenario, episode } = this.at(index);
    lane.step(action);
    this.#steps[index] = (this.#steps[index] as number) + 1;
    this.decisions++;
    this.#credit(index, credits);
    if (!lane.done) return false;
    this.#positions[index] = this.#begin(index, (scenario + 1) % this.#scenarios.length, episode + 1);
    return true;
  }

  /** The lane's next episode that has anything to decide: batching may leave all of one to mainline. */
  #begin(index: number, scenario: number, episode: number): LanePosition {
    const { length } = this.#scenarios;
    for (let k = 0; k < length * TRIES; k++) {
      const position = this.#try(index, (scenario + k) % length, episode + k);
      if (!position.lane.done) return position;
    }
    throw new FoliotuneError('usage', 'the batching leaves every request to mainline: there is nothing to learn');
  }

  #try(index: number, scenario: number, episode: number): LanePosition {
    const open = this.#scenarios[scenario] as OpenScenario;
    const seed = hashSeed(this.#seed, `training/${index}/${episode}`) % TRAINING_SEEDS;
    return { lane: new Lane(open, open.episode(seed)), scenario, episode, firstStep: this.#steps[index] as number };
  }

  #credit(index: number, credits: CreditList): void {
    const { lane, scenario, firstStep } = this.at(index);
    const { settled } = lane.sim;
    for (let k = 0; k < settled.count; k++) {
      const cost = creditedCost(settled.terms, lane.weights, k * CREDIT_WIDTH);
      const step = firstStep + (settled.decision[k] as number);
      takeCredit(credits, index, step, -cost / (this.unit[scenario] as number));
    }
    settled.clear();
  }
}
