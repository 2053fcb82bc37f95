import { at, invariant } from '../core/errors.js';
import { mean } from '../statistics/mean.js';

/*
 * Whether there is enough to win on a scenario for a score, found once and for all on episodes of its own (seeds.ts:
 * scaleSeeds), so that the episodes at hand never decide which scenarios count:
 *
 *     g    = 1 − Σᵢ r(i) ÷ Σᵢ k(i)            k, r: costs per MiB of the kernel and of the reference, episode by episode
 *     z(i) = k(i) − r(i) − g · k(i)           what is left of g's definition on one episode; its mean is 0
 *     s    = sd(z) ÷ (√n · mean k)            standard error of the ratio (delta method)
 *     interval: g ± t(n − 1) · s
 *
 * A scenario gives a score if all of the interval lies above LEAST_GAIN, none if all of it lies below. In between, the
 * number of episodes is doubled: 6, 12, 24. What is undecided then gives no score. Three looks are three chances to be
 * wrong, so each is at 1 − 0.05 ÷ 3 (Bonferroni); t are the two-sided quantiles of Student's distribution for it.
 */
export const LEAST_GAIN = 0.05;

/** Episodes of each look, with t at 98.33 % for one degree of freedom less. */
const LOOKS: readonly { readonly episodes: number; readonly t: number }[] = [
  { episodes: 6, t: 3.534 },
  { episodes: 12, t: 2.82 },
  { episodes: 24, t: 2.582 },
];

/** What the reference gains over the kernel, as a fraction of the kernel's cost. */
export interface GainToWin {
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  /** Episodes it was measured on. */
  readonly n: number;
}

/** How many episodes the next look needs; undefined after the last. */
export function episodesOfLook(look: number): number | undefined {
  return LOOKS[look]?.episodes;
}

/** @param kernel, reference costs of the same episodes, as many as a look has. */
export function gainToWin(kernel: readonly number[], reference: readonly number[]): GainToWin {
  const n = kernel.length;
  const t = LOOKS.find(({ episodes }) => episodes === n)?.t;
  invariant(t !== undefined && reference.length === n, `a look has ${LOOKS.map(({ episodes }) => episodes)} episodes`);
  const gain = 1 - mean(reference) / mean(kernel);
  const squares = kernel.map((cost, i) => (cost - at(reference, i) - gain * cost) ** 2);
  const error = Math.sqrt(squares.reduce((a, b) => a + b, 0) / (n - 1) / n) / mean(kernel);
  return { gain, low: gain - t * error, high: gain + t * error, n };
}

export function givesScore({ low }: GainToWin): boolean {
  return low > LEAST_GAIN;
}

/** Whether more episodes could still decide it. */
export function isUndecided({ low, high, n }: GainToWin): boolean {
  return low <= LEAST_GAIN && high >= LEAST_GAIN && n < Math.max(...LOOKS.map(({ episodes }) => episodes));
}
