import { ACTIONS } from '../policy/action-table.js';
import { allowedActions } from '../policy/choose.js';
import { createEncoder, type Encoder } from '../policy/encode.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import type { Counterfactuals } from './counterfactuals.js';
import { createCreditList } from './credit-list.js';
import { createKernelCosts } from './kernel-costs.js';
import { LaneSet } from './lane-set.js';
import { createTrials } from './migration-trials.js';
import type { OpenScenario } from './scenario-registry.js';
import type { VectorEnvironment, VectorStep } from './vector-environment.js';

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

/** What the lanes show: overwritten at every step. */
interface View {
  readonly observations: Float32Array;
  readonly masks: Uint8Array;
  readonly features: Int32Array;
  /** Number of each lane's scenario. [lanes] */
  readonly problem: Int32Array;
}

function createView(lanes: number, observationSize: number): View {
  return {
    observations: new Float32Array(lanes * observationSize),
    masks: new Uint8Array(lanes * ACTIONS.length),
    features: new Int32Array(lanes * FEATURES.length),
    problem: new Int32Array(lanes),
  };
}

/** Writes where a lane stands into its rows of the view. Declining is possible where the chosen actions leave nothing. */
function show(set: LaneSet, index: number, encoder: Encoder, allowed: Uint8Array, view: View): void {
  const { lane, scenario } = set.at(index);
  const first = index * ACTIONS.length;
  view.problem[index] = scenario;
  view.features.set(lane.features, index * FEATURES.length);
  encoder.encodeInto(lane.features, 0, view.observations, index * encoder.size);
  let any = 0;
  for (let action = 0; action < ACTIONS.length; action++) {
    const may = (lane.mask[action] as number) & (allowed[action] as number);
    view.masks[first + action] = may;
    any |= may;
  }
  if (any === 0) view.masks[first] = 1;
}

/** Tries actions on copies of the lanes. */
function createCounterfactuals(
  set: LaneSet,
  view: View,
  scenarios: readonly OpenScenario[],
  { features, actions }: MigrationEnvironmentOptions,
): Counterfactuals & { reset(): void } {
  const trials = createTrials(actions);
  const kernel = createKernelCosts(scenarios);
  const tried = new Uint8Array(ACTIONS.length);
  return {
    features: view.features,
    observed: features.map(featureIndex),
    problems: scenarios.length,
    problem: view.problem,
    get trialDecisions() {
      return trials.decisions + kernel.decisions;
    },
    kernelCost: kernel.cost,
    follow: (policy) => trials.follow(policy),
    reset: () => trials.reset(),
    tryActions: (index, among, rewards, channelTime) => {
      const { lane, scenario } = set.at(index);
      const possible = view.masks.subarray(index * ACTIONS.length, (index + 1) * ACTIONS.length);
      for (let action = 0; action < tried.length; action++) {
        tried[action] = (possible[action] as number) & (among[action] as number);
      }
      trials.costs(lane, tried.includes(1) ? tried : possible, rewards, channelTime);
      const unit = set.unit[scenario] as number;
      for (let action = 0; action < rewards.length; action++) {
        rewards[action] = -(rewards[action] as number) / unit;
        channelTime[action] = (channelTime[action] as number) / unit;
      }
    },
  };
}

/** @param scenarios lanes are dealt to them in turn and change scenario at each episode. */
export function createMigrationEnvironment(
  scenarios: readonly OpenScenario[],
  options: MigrationEnvironmentOptions,
): MigrationEnvironment {
  const { lanes, features, actions } = options;
  const encoder = createEncoder(features);
  const allowed = allowedActions(actions);
  const view = createView(lanes, encoder.size);
  const set = new LaneSet(scenarios, lanes);
  const counterfactuals = createCounterfactuals(set, view, scenarios, options);
  const list = createCreditList();
  const result = {
    terminated: new Uint8Array(lanes),
    truncated: new Uint8Array(lanes),
    finalObservations: new Float32Array(lanes * encoder.size),
  };
  return {
    lanes,
    observationSize: encoder.size,
    actionCount: ACTIONS.length,
    observations: view.observations,
    masks: view.masks,
    features: view.features,
    counterfactuals,
    get decisions() {
      return set.decisions;
    },
    reset(seed) {
      counterfactuals.reset();
      set.reset(seed);
      for (let index = 0; index < lanes; index++) show(set, index, encoder, allowed, view);
    },
    step(chosen): VectorStep {
      list.credits.count = 0;
      for (let index = 0; index < lanes; index++) {
        result.terminated[index] = set.step(index, chosen[index] as number, list) ? 1 : 0;
        show(set, index, encoder, allowed, view);
      }
      return { credits: list.credits, ...result };
    },
  };
}
