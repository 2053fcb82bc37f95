import { Trial } from '../heuristics/references/trial.js';
import { ACTIONS } from '../policy/action-table.js';
import { restrictedPolicy } from '../policy/choose.js';
import type { Policy } from '../policy/policy.js';
import type { Lane } from './lane.js';

/** Trials of actions on clones of lanes, for all episodes of a training. */
export interface Trials {
  /** Decisions taken on clones so far. */
  readonly decisions: number;
  follow(policy: Policy): void;
  /** Everything that follows is declined again. */
  reset(): void;
  /** Credited cost of each action with `may` = 1 in the lane's waiting batch, NaN for the others [core-ns]. */
  costs(lane: Lane, may: Uint8Array, out: Float64Array): void;
}

const DECLINE: Policy = { name: 'decline', decide: () => 0 };

/** @param actions names of the actions that a following policy may take; all where absent. */
export function createTrials(actions: readonly string[] | undefined): Trials {
  let current = DECLINE;
  const base = restrictedPolicy('base', { choose: (features, mask) => current.decide(features, mask) }, actions);
  /** A trial belongs to one episode; lanes that are done take theirs with them. */
  const trials = new WeakMap<Lane, Trial>();
  let decisions = 0;
  return {
    get decisions() {
      return decisions;
    },
    follow: (policy) => {
      current = policy;
    },
    reset: () => {
      current = DECLINE;
    },
    costs: (lane, may, out) => {
      const trial = trials.get(lane) ?? new Trial(lane.sim, base, lane.weights);
      trials.set(lane, trial);
      const before = trial.decisions;
      for (let action = 0; action < ACTIONS.length; action++) {
        out[action] = may[action] === 1 ? trial.creditOf(lane.sim, lane.slot, action) : Number.NaN;
      }
      decisions += trial.decisions - before;
    },
  };
}
