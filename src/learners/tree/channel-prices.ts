import { at } from '../../core/errors.js';
import { PARTS, type ProblemCosts } from './cost-on-episodes.js';

/*
 * What is a channel worth to others? Nobody is charged for that another batch finds no channel and is copied by CPUs, so a
 * policy that learns from credits takes channels as if they were left over. That pays only where many decisions agree: no
 * trial of a single one shows it. So the same labels are read with some prices λ of a channel's time, a tree is grown with
 * each, all decide the same episodes, and each problem takes the price whose tree does best there:
 *
 *     λ_k = argmax_λ saved_k(λ)     saved_k(λ) = (cost_k(tree_0) − cost_k(tree_λ)) ÷ D_k
 *
 * of those that save more than LEAST_SAVING, and more than SURE standard errors over the parts of the episodes: where one
 * part alone makes the difference that is 1. Else 0.
 */
const LEAST_SAVING = 0.03;
const SURE = 1.5;

/** What a price saves in a problem; 0 where that is not sure. */
function saving(none: readonly number[], own: readonly number[], unit: number): number {
  const parts = none.map((cost, part) => (cost - at(own, part)) / unit);
  const mean = parts.reduce((sum, one) => sum + one, 0) / PARTS;
  const variance = parts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (PARTS - 1);
  return mean > Math.max(LEAST_SAVING, SURE * Math.sqrt(variance / PARTS)) ? mean : 0;
}

/**
 * The price of a channel in each problem.
 * @param tries prices, the first of them 0; @param costs of the episodes with each. [tries]
 * @param units what there is to gain in each problem.
 */
export function channelPrices(
  tries: readonly number[],
  costs: readonly ProblemCosts[],
  units: readonly number[],
): number[] {
  return units.map((unit, k) => {
    const saved = costs.map((own) => saving(at(costs, 0).partsOf(k), own.partsOf(k), unit));
    const best = saved.reduce((most, one, j) => (one > at(saved, most) ? j : most), 0);
    return at(tries, best);
  });
}
