/** A state in which a batch waited for a decision, with what each choice would have cost there. */
export interface LabelledState {
  /** Raw integers in the feature table's order. [features] */
  readonly features: Int32Array;
  /** In any one unit; NaN where it is not possible. At least one is possible. [choices], the actions first */
  readonly costs: Float64Array;
}

/** Cost of the cheapest possible choice. */
export function cheapestCost({ costs }: Pick<LabelledState, 'costs'>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const cost of costs) if (cost < least) least = cost;
  return least;
}
