/**
 * The named cost terms, in core-nanoseconds of application progress lost; the order is that of every cost array.
 * `externality` is what a decision cost the batches of other decisions: it belongs to the credit of a decision and is
 * already part of the others' own terms, so it is never summed into a cost that is reported.
 */
export const COST_TERMS = ['stall', 'delay', 'cpu', 'bandwidth', 'fairness'] as const;
export type CostTerm = (typeof COST_TERMS)[number];
export const TERMS = COST_TERMS.length;
/** Place of the externality, after the terms. */
export const EXTERNALITY = COST_TERMS.length;
/** Terms and externality. */
export const CREDIT_WIDTH = TERMS + 1;

/** Weight of each term in the cost; `idleCpu` prices CPU time that nobody else wanted. */
export interface CostWeights {
  readonly stall: number;
  readonly delay: number;
  readonly cpu: number;
  readonly bandwidth: number;
  readonly fairness: number;
  readonly idleCpu: number;
}

/** Fairness moves cost between accounts and loses no progress; idle CPU costs energy and a warm cache, not progress. */
export const DEFAULT_WEIGHTS: CostWeights = { stall: 1, delay: 1, cpu: 1, bandwidth: 1, fairness: 0, idleCpu: 0.1 };

/** Weighted sum of the terms from `offset` on, without externality [core-ns]. */
export function weightedCost(terms: ArrayLike<number>, weights: CostWeights, offset = 0): number {
  let sum = 0;
  for (let t = 0; t < TERMS; t++) sum += (terms[offset + t] ?? 0) * weights[COST_TERMS[t] as CostTerm];
  return sum;
}

/** What a settled decision is charged: its weighted terms and what it cost others [core-ns]. */
export function creditedCost(terms: ArrayLike<number>, weights: CostWeights, offset = 0): number {
  return weightedCost(terms, weights, offset) + (terms[offset + EXTERNALITY] ?? 0);
}
