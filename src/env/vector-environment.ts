import type { Counterfactuals } from './counterfactuals.js';

/**
 * A reward that reached its decision late: a copy is paid for when it completes, and later decisions of the same lane
 * may have been taken meanwhile. Struct of arrays; only the first `count` entries hold.
 */
export interface Credits {
  count: number;
  /** Lane of the decision. */
  readonly lane: Int32Array;
  /** Which decision of the lane: 0 is the first after `reset`, counted on across episodes. */
  readonly step: Int32Array;
  readonly reward: Float64Array;
}

/** What one call of `step` returns; the arrays belong to the environment and are overwritten by the next call. */
export interface VectorStep {
  /** Every reward that became known during this step, each with the decision that earned it. */
  readonly credits: Credits;
  /** 1 where the lane's episode ended in a terminal state. [lanes] */
  readonly terminated: Uint8Array;
  /** 1 where a time limit cut the lane's episode: its value bootstraps from `finalObservations`. [lanes] */
  readonly truncated: Uint8Array;
  /** The last observation of a lane's ended episode; holds only where the lane ended. [lanes × observationSize] */
  readonly finalObservations: Float32Array;
}

/**
 * Several copies ("lanes") of one decision problem stepped together, in Gymnasium's meaning. An ended lane resets
 * itself, so `observations` always hold a state that wants a decision. Deterministic from the seed of `reset`.
 */
export interface VectorEnvironment {
  readonly lanes: number;
  readonly observationSize: number;
  readonly actionCount: number;
  /** States that want a decision now. [lanes × observationSize] */
  readonly observations: Float32Array;
  /** 1 where an action is possible; at least one a lane. [lanes × actionCount] */
  readonly masks: Uint8Array;
  /** Where the state can be copied: what other actions would have been worth. */
  readonly counterfactuals?: Counterfactuals;
  reset(seed: number): void;
  /** Takes one decision in every lane. `actions`: [lanes], each allowed by its mask. */
  step(actions: Int32Array): VectorStep;
}

/** Credits with room for `capacity` entries. */
export function createCredits(capacity: number): Credits {
  return {
    count: 0,
    lane: new Int32Array(capacity),
    step: new Int32Array(capacity),
    reward: new Float64Array(capacity),
  };
}
