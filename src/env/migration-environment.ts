import { at, FoliotuneError } from '../core/errors.js';
import { hashSeed } from '../core/random.js';
import { ACTIONS } from '../policy/action-table.js';
import { allowedActions } from '../policy/choose.js';
import { createEncoder } from '../policy/encode.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import { CREDIT_WIDTH, creditedCost } from '../sim/state/cost-terms.js';
import type { Counterfactuals } from './counterfactuals.js';
import { createKernelCosts } from './kernel-costs.js';
import { Lane } from './lane.js';
import { createTrials, type Trials } from './migration-trials.js';
import type { OpenScenario } from './scenario-registry.js';
import { type Credits, createCredits, type VectorEnvironment, type VectorStep } from './vector-environment.js';

/*
 * Migration as a vector environment. One step is one decision: a batch that has been unmapped and flushed waits to be
 * copied. Specification:
 *
 *   observation   the chosen features, encoded (policy/encode.ts), 0 to 4
 *   actions       the action table; the mask follows hardware and state, and the chosen subset of actions
 *   reward        −(weighted cost of the decision's own batch + what it cost other batches) ÷ (reference MiB), in
 *                 core-µs per MiB: it arrives as a credit when the batch is done, often after later decisions
 *   end           an episode ends (terminated) when all its requests are moved; the lane goes on with the next
 *                 scenario in turn and a fresh episode, never one of an evaluation seed
 *
 * The reference is the mean MiB of a decision over the scenario's first training episode, a constant, so that the sum
 * of rewards is proportional to the sum of costs.
 */
export interface MigrationEnvironmentOptions {
  readonly lanes: number;
  /** Names of the features that are observed, in this order. */
  readonly features: readonly string[];
  /** Names of the actions that may be taken; all where absent. */
  readonly actions?: readonly string[] | undefined;
}

export interface MigrationEnvironment extends VectorEnvironment {
  /** The raw features behind `observations`, in the table's order. [lanes × FEATURES] */
  readonly features: Int32Array;
  /** Decisions taken so far, by all lanes together and across `reset`; those of trials are counted apart. */
  readonly decisions: number;
  readonly counterfactuals: Counterfactuals;
}

/** Episodes of training are numbered below this; evaluation and tuning use seeds above it (episodes/seeds.ts). */
export const TRAINING_SEEDS = 2 ** 30;

/** Episodes of each scenario that may pass without a decision. */
const TRIES = 4;

const MIB = 2 ** 20;
const US = 1e3;

interface LaneState {
  lane: Lane;
  scenario: number;
  episode: number;
  /** Step of the lane at which its running episode began. */
  firstStep: number;
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

/** @param scenarios lanes are dealt to them in turn and change scenario at each episode. */
export function createMigrationEnvironment(
  scenarios: readonly OpenScenario[],
  { lanes, features, actions }: MigrationEnvironmentOptions,
): MigrationEnvironment {
  const encoder = createEncoder(features);
  const allowed = allowedActions(actions);
  const scale = scenarios.map((open) => US * meanMiB(open));
  const observations = new Float32Array(lanes * encoder.size);
  const masks = new Uint8Array(lanes * ACTIONS.length);
  const raw = new Int32Array(lanes * FEATURES.length);
  const steps = new Int32Array(lanes);
  let credits: Credits = createCredits(64);
  const result = {
    terminated: new Uint8Array(lanes),
    truncated: new Uint8Array(lanes),
    finalObservations: new Float32Array(lanes * encoder.size),
  };
  const problem = new Int32Array(lanes);
  const tried = new Uint8Array(ACTIONS.length);
  const trials: Trials = createTrials(actions);
  const kernel = createKernelCosts(scenarios);
  let seed = 0;
  let decisions = 0;
  let states: LaneState[] = [];

  const tryOne = (index: number, scenario: number, episode: number): LaneState => {
    const open = scenarios[scenario] as OpenScenario;
    const episodeSeed = hashSeed(seed, `training/${index}/${episode}`) % TRAINING_SEEDS;
    return { lane: new Lane(open, open.episode(episodeSeed)), scenario, episode, firstStep: steps[index] ?? 0 };
  };

  /** The lane's next episode that has anything to decide: batching may leave all of one to mainline. */
  const begin = (index: number, scenario: number, episode: number): LaneState => {
    for (let k = 0; k < scenarios.length * TRIES; k++) {
      const state = tryOne(index, (scenario + k) % scenarios.length, episode + k);
      if (!state.lane.done) return state;
    }
    throw new FoliotuneError('usage', 'the batching leaves every request to mainline: there is nothing to learn');
  };

  const show = (index: number): void => {
    const { lane, scenario } = states[index] as LaneState;
    problem[index] = scenario;
    raw.set(lane.features, index * FEATURES.length);
    encoder.encodeInto(lane.features, 0, observations, index * encoder.size);
    for (let action = 0; action < ACTIONS.length; action++) {
      masks[index * ACTIONS.length + action] = (lane.mask[action] ?? 0) & (allowed[action] ?? 0);
    }
    // Declining is always possible, whatever subset of actions was chosen and masked.
    const row = masks.subarray(index * ACTIONS.length, (index + 1) * ACTIONS.length);
    if (row.every((possible) => possible === 0)) row[0] = 1;
  };

  const credit = (index: number): void => {
    const { lane, scenario, firstStep } = states[index] as LaneState;
    const { settled } = lane.sim;
    for (let k = 0; k < settled.count; k++) {
      if (credits.count === credits.lane.length) credits = grown(credits);
      credits.lane[credits.count] = index;
      credits.step[credits.count] = firstStep + (settled.decision[k] ?? 0);
      const cost = creditedCost(settled.terms, lane.weights, k * CREDIT_WIDTH);
      credits.reward[credits.count++] = -cost / (scale[scenario] ?? 1);
    }
    settled.clear();
  };

  const tryActions: Counterfactuals['tryActions'] = (index, among, rewards, channelTime) => {
    const { lane, scenario } = states[index] as LaneState;
    const row = masks.subarray(index * ACTIONS.length, (index + 1) * ACTIONS.length);
    row.forEach((may, action) => {
      tried[action] = may & (among[action] ?? 0);
    });
    trials.costs(lane, tried.includes(1) ? tried : row, rewards, channelTime);
    const unit = at(scale, scenario);
    for (let action = 0; action < rewards.length; action++) {
      rewards[action] = -(rewards[action] ?? 0) / unit;
      channelTime[action] = (channelTime[action] ?? 0) / unit;
    }
  };

  return {
    lanes,
    observationSize: encoder.size,
    actionCount: ACTIONS.length,
    observations,
    masks,
    features: raw,
    get decisions() {
      return decisions;
    },
    counterfactuals: {
      features: raw,
      observed: features.map(featureIndex),
      problems: scenarios.length,
      problem,
      get trialDecisions() {
        return trials.decisions + kernel.decisions;
      },
      kernelCost: kernel.cost,
      follow: (policy) => trials.follow(policy),
      tryActions,
    },
    reset(newSeed) {
      seed = newSeed;
      trials.reset();
      steps.fill(0);
      states = Array.from({ length: lanes }, (_, index) => begin(index, index % scenarios.length, 0));
      for (let index = 0; index < lanes; index++) show(index);
    },
    step(chosen): VectorStep {
      credits.count = 0;
      for (let index = 0; index < lanes; index++) {
        const state = states[index] as LaneState;
        state.lane.step(chosen[index] ?? 0);
        steps[index] = (steps[index] ?? 0) + 1;
        credit(index);
        result.terminated[index] = state.lane.done ? 1 : 0;
        if (state.lane.done) states[index] = begin(index, (state.scenario + 1) % scenarios.length, state.episode + 1);
        show(index);
      }
      decisions += lanes;
      return { credits, ...result };
    },
  };
}

function grown(credits: Credits): Credits {
  const larger = createCredits(credits.lane.length * 2);
  larger.lane.set(credits.lane);
  larger.step.set(credits.step);
  larger.reward.set(credits.reward);
  larger.count = credits.count;
  return larger;
}
