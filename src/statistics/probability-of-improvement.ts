import { at, invariant } from '../core/errors.js';
import { mean } from './mean.js';
import type { ScoreTable } from './score-table.js';

/**
 * Probability that policy X scores higher than policy Y on a scenario drawn at random (Agarwal et al. 2021; rliable's
 * `probability_of_improvement`): with K scenarios, n seeds of X and m of Y,
 *
 *     P = (1/K) Σₖ Uₖ / (n m),   U = Σᵢ Σⱼ S(xᵢ, yⱼ),   S = 1 if x > y, ½ if x = y, else 0   (Mann & Whitney 1947).
 *
 * Higher scores are better: negate costs. It says how often, not by how much.
 */
export function probabilityOfImprovement(x: ScoreTable, y: ScoreTable): number {
  invariant(x.length === y.length, 'both policies have the same scenarios');
  return mean(x.map((ofX, k) => mean(ofX.map((score) => mean(at(y, k).map((other) => win(score, other)))))));
}

/** The same within pairs that met the same arrivals: (1/K) Σₖ (1/n) Σᵢ S(xᵢ, yᵢ). */
export function pairedProbabilityOfImprovement(x: ScoreTable, y: ScoreTable): number {
  const paired = x.length === y.length && x.every((ofX, k) => ofX.length === at(y, k).length);
  invariant(paired, 'paired tables have the same scenarios and seeds');
  return mean(x.map((ofX, k) => mean(ofX.map((score, i) => win(score, at(at(y, k), i))))));
}

function win(score: number, other: number): number {
  if (score === other) return 0.5;
  return score > other ? 1 : 0;
}
