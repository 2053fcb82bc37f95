import { Trial } from '../heuristics/references/trial.js';
import { ACTIONS } from '../policy/action-table.js';
import { restrictedPolicy } from '../policy/choose.js';
import { channelsGranted } from '../policy/copy-time.js';
import type { Policy } from '../policy/policy.js';
import type { Lane } from './lane.js';

/** Trials of actions on clones of lanes, for all episodes of a training. */
export interface Trials {
  /** Decisions taken on clones so far. */
  readonly decisions: number;
  follow(policy: Policy): void;
  /** Everything that follows is declined again. */
  reset(): void;
  /**
   * Of each action with `may` = 1 in the lane's waiting batch, NaN for the others: its credited cost [core-ns], and for
   * how long channels are taken [channel-ns].
   */
  costs(lane: Lane, may: Uint8Array, out: Float64Array, channelTime: Float64Array): void;
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
    costs: (lane, may, out, channelTime) => {
      const trial = trials.get(lane) ?? new Trial(lane.sim, base, lane.weights);
      trials.set(lane, trial);
      const before = trial.decisions;
      ACTIONS.forEach((action, a) => {
        const tried = may[a] === 1;
        out[a] = tried ? trial.creditOf(lane.sim, lane.slot, a) : Number.NaN;
        channelTime[a] = tried ? trial.took * channelsGranted(action, lane.features) : Number.NaN;
      });
      decisions += trial.decisions - before;
    },
  };
}
