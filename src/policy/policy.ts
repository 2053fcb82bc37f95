/** A copy that is over, as the provider that ran it saw it. */
export interface FinishedCopy {
  /** The action that was asked for. */
  readonly action: number;
  readonly folios: number;
  /** From the decision until the last byte was copied [ns]. */
  readonly copyNs: number;
}

/**
 * A policy decides how one batch is copied. It sees the integer features of the feature table and the mask of possible
 * actions, and returns an action's index. It keeps no state between decisions unless it has `finished`.
 */
export interface Policy {
  readonly name: string;
  /**
   * @param features raw integers in the feature table's order. [features]
   * @param mask 1 where an action is possible. [actions]
   * @returns index of a possible action.
   */
  decide(features: Int32Array, mask: Uint8Array): number;
  /** Told of each of its copies when it is over, before the next decision: what a policy that adapts learns from. */
  finished?(copy: FinishedCopy): void;
}
