import { mean } from '../statistics/mean.js';
import { type GainToWin, givesScore, LEAST_GAIN } from './gain-to-win.js';

/*
 * Score of a policy on scenario k with seed i, from costs per MiB moved c:
 *
 *     score(k, i) = (c_kernel(k, i) − c_policy(k, i)) ÷ D(k)
 *     D(k)        = mean over i of (c_kernel(k, i) − c_reference(k, i))
 *
 * 0 is today's kernel and 1 the reference on average; above 1 is legal. The reference of a scenario is the one of least
 * mean cost there. D is a mean over the seeds, so that a seed on which the reference gains little does not blow up a
 * score. Where there is nothing to win no score is given. What there is to win was measured on episodes of its own
 * (gain-to-win.ts); where it was not, D must be LEAST_GAIN of the kernel's mean cost. In either case D must be half of
 * LEAST_GAIN on the episodes at hand, lest a small denominator blow up the score.
 */

/** Costs of one contender on one scenario, one a seed [core-µs/MiB]. */
export interface NamedCosts {
  readonly name: string;
  readonly costs: readonly number[];
}

/** What scores are measured by on one scenario. */
export interface ScenarioScale {
  readonly scenario: string;
  /** The best reference; null where none took part. */
  readonly reference: string | null;
  /** Means over the seeds [core-µs/MiB]. */
  readonly kernelCost: number;
  readonly referenceCost: number;
  /** What the reference gains over the kernel, as a fraction of the kernel's cost. */
  readonly referenceGain: number;
  /** The same on many episodes of its own; null where it was not measured. */
  readonly toWin: GainToWin | null;
  readonly scored: boolean;
}

/** Cost of an episode per MiB moved [core-µs/MiB]. */
export function costPerMiB({ cost, mib }: { readonly cost: number; readonly mib: number }): number {
  return cost / mib / 1e3;
}

export function scenarioScale(
  scenario: string,
  kernel: readonly number[],
  references: readonly NamedCosts[],
  toWin: GainToWin | null = null,
): ScenarioScale {
  const kernelCost = mean(kernel);
  const ranked = references.map(({ name, costs }) => ({ name, cost: mean(costs) })).sort((a, b) => a.cost - b.cost);
  const best = ranked[0];
  const referenceCost = best?.cost ?? kernelCost;
  const referenceGain = 1 - referenceCost / kernelCost;
  return {
    scenario,
    reference: best?.name ?? null,
    kernelCost,
    referenceCost,
    referenceGain,
    toWin,
    scored: toWin ? givesScore(toWin) && referenceGain > LEAST_GAIN / 2 : referenceGain >= LEAST_GAIN,
  };
}

/** Scores of costs that belong to the same seeds as the kernel's. */
export function scoresOn(scale: ScenarioScale, kernel: readonly number[], costs: readonly number[]): number[] {
  const range = scale.kernelCost - scale.referenceCost;
  return costs.map((cost, i) => ((kernel[i] ?? Number.NaN) - cost) / range);
}
