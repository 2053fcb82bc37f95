import type { RandomStream } from '../../core/random.js';
import type { Credits, VectorEnvironment } from '../../env/vector-environment.js';
import { sampleActions } from './masked-categorical.js';
import { forward, type Network } from './network.js';

/** What so many steps of every lane brought. Row = step × lanes + lane; the next roll-out overwrites it. */
export interface Rollout {
  readonly steps: number;
  readonly lanes: number;
  /** [rows × observationSize] */
  readonly observations: Float32Array;
  /** [rows × actionCount] */
  readonly masks: Uint8Array;
  /** [rows] */
  readonly actions: Int32Array;
  /** log π(a|s) of the policy that acted. [rows] */
  readonly logProbabilities: Float32Array;
  /** Sum of the row's credits so far. [rows] */
  readonly rewards: Float64Array;
  /** 1 where a credit arrived before the roll-out ended. [rows] */
  readonly arrived: Uint8Array;
  /** [rows] */
  readonly terminated: Uint8Array;
  /** [rows] */
  readonly truncated: Uint8Array;
  /** The last observation of an episode that ended; holds only where one did. [rows × observationSize] */
  readonly finalObservations: Float32Array;
  /** What every lane sees after the last step. [lanes × observationSize] */
  readonly lastObservations: Float32Array;
}

function createRollout(env: VectorEnvironment, steps: number): Rollout {
  const rows = steps * env.lanes;
  return {
    steps,
    lanes: env.lanes,
    observations: new Float32Array(rows * env.observationSize),
    masks: new Uint8Array(rows * env.actionCount),
    actions: new Int32Array(rows),
    logProbabilities: new Float32Array(rows),
    rewards: new Float64Array(rows),
    arrived: new Uint8Array(rows),
    terminated: new Uint8Array(rows),
    truncated: new Uint8Array(rows),
    finalObservations: new Float32Array(rows * env.observationSize),
    lastObservations: new Float32Array(env.lanes * env.observationSize),
  };
}

/** Adds credits to the rows that earned them; `first` is the number of the roll-out's first decision in every lane. */
function addCredits(rollout: Rollout, credits: Credits, first: number): void {
  for (let k = 0; k < credits.count; k++) {
    const row = ((credits.step[k] as number) - first) * rollout.lanes + (credits.lane[k] as number);
    // The decision of an earlier roll-out: what it was worth comes too late to be learned.
    if (row < 0) continue;
    (rollout.rewards[row] as number) += credits.reward[k] as number;
    rollout.arrived[row] = 1;
  }
}

/** Takes one decision in every lane and writes it to the rows of `step`. */
function advance(
  env: VectorEnvironment,
  actor: Network,
  rollout: Rollout,
  step: number,
  random: RandomStream,
): Credits {
  const row = step * env.lanes;
  const actions = rollout.actions.subarray(row, row + env.lanes);
  rollout.observations.set(env.observations, row * env.observationSize);
  rollout.masks.set(env.masks, row * env.actionCount);
  const logits = forward(actor, env.observations, env.lanes);
  sampleActions(logits, env.masks, actions, rollout.logProbabilities.subarray(row, row + env.lanes), random);
  const result = env.step(actions);
  rollout.terminated.set(result.terminated, row);
  rollout.truncated.set(result.truncated, row);
  rollout.finalObservations.set(result.finalObservations, row * env.observationSize);
  return result.credits;
}

/** Collects roll-outs of `steps` steps one after the other from an environment that has just been reset. */
export function createCollector(
  env: VectorEnvironment,
  steps: number,
  random: RandomStream,
): (actor: Network) => Rollout {
  const rollout = createRollout(env, steps);
  let first = 0;
  return (actor) => {
    rollout.rewards.fill(0);
    rollout.arrived.fill(0);
    for (let step = 0; step < steps; step++) addCredits(rollout, advance(env, actor, rollout, step, random), first);
    rollout.lastObservations.set(env.observations);
    first += steps;
    return rollout;
  };
}
