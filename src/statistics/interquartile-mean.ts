import { mean } from './mean.js';

/**
 * Interquartile mean: the mean of what is left when the ⌊n/4⌋ smallest and the ⌊n/4⌋ largest values are dropped
 * (Agarwal et al. 2021, "Deep Reinforcement Learning at the Edge of the Statistical Precipice"; rliable computes it as
 * `scipy.stats.trim_mean(x, 0.25)` over all runs of all tasks). Whole values are dropped, as there: where 4 does not
 * divide n, slightly less than a quarter goes. It needs fewer runs than the median and is less moved by one outlier
 * than the mean.
 *
 * Where 4 divides n it equals 2 ∫ Q(u) du over u ∈ [¼, ¾], Q the empirical quantile function.
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const dropped = Math.floor(sorted.length / 4);
  return mean(sorted.subarray(dropped, sorted.length - dropped));
}
