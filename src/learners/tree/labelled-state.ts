/** A state in which a batch waited for a decision, with what each action would have cost there. */
export interface LabelledState {
  /** Raw integers in the feature table's order. [features] */
  readonly features: Int32Array;
  /** In any one unit; NaN where the action is not possible. At least one is possible. [actions] */
  readonly costs: Float64Array;
}

/** Cost of the cheapest possible action. */
export function leastCost({ costs }: Pick<LabelledState, 'costs'>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const cost of costs) if (cost < least) least = cost;
  return least;
}
