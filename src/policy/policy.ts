/**
 * A policy decides how one batch is copied. It sees the integer features of the feature table and the mask of possible
 * actions, and returns an action's index. It keeps no state between decisions unless it says so.
 */
export interface Policy {
  readonly name: string;
  /**
   * @param features raw integers in the feature table's order. [features]
   * @param mask 1 where an action is possible. [actions]
   * @returns index of a possible action.
   */
  decide(features: Int32Array, mask: Uint8Array): number;
}
