import type { Policy } from '../policy/policy.js';

/**
 * What an environment offers whose state can be copied: what actions not taken would have been worth. A trial takes one
 * action on a copy and lets a policy take the decisions that follow, until the action's credit is known; the
 * environment itself stays as it is. Decisions taken on copies are counted, for they cost as much as any other.
 */
export interface Counterfactuals {
  /** Raw integers behind the observations, in the feature table's order. [lanes × FEATURES] */
  readonly features: Int32Array;
  /** Features that a policy may look at, as indices into the feature table. */
  readonly observed: readonly number[];
  /** How many problems (scenarios) its lanes change between. */
  readonly problems: number;
  /** Which of them each lane is in now, from 0 on; costs are comparable within one. [lanes] */
  readonly problem: Int32Array;
  /**
   * What today's kernel costs in a problem, a mean decision, in the units of rewards: where it and the best action lie
   * apart there is something to win, and above it a policy does harm. The first question of a problem takes decisions.
   */
  kernelCost(problem: number): number;
  /** Decisions taken on copies, and by today's kernel to be compared with, so far and across `reset`. */
  readonly trialDecisions: number;
  /** Says who decides what follows a tried action from now on; until then, and after `reset`, everything is declined. */
  follow(policy: Policy): void;
  /**
   * Writes the reward of each action that is possible in a lane now and 1 in `among`, NaN for the others; the same
   * units as credits. Where `among` leaves nothing, all possible actions are tried. So also what the channels that each
   * takes would cost at a core a channel, which no credit holds: others who find none decide something else. All: [actions]
   */
  tryActions(lane: number, among: Uint8Array, rewards: Float64Array, channelTime: Float64Array): void;
}
