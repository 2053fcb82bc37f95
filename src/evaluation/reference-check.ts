import { mean } from './statistics/mean.js';
import { meanInterval } from './statistics/mean-interval.js';

/*
 * Where somebody beats the reference by more than noise, the reference is wrong there: it looks only so far ahead, and
 * what it does not try is decided by a base policy. Of all who cost less than the reference on a scenario the cheapest
 * is taken; it beats the reference if the paired difference of costs per MiB has a 99 % bootstrap interval above 0.
 */
const LEVEL = 0.99;

export interface BeatenReference {
  readonly scenario: string;
  readonly reference: string;
  readonly policy: string;
  /** The reference's cost less the policy's, as a fraction of the reference's mean cost, with its 99 % interval. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
}

export interface CostsOnScenario {
  readonly name: string;
  /** As long as the reference's, episode by episode. */
  readonly costs: readonly number[];
}

/** Who beats the reference of a scenario; null where nobody does. */
export function beatenReference(
  scenario: string,
  reference: CostsOnScenario,
  others: readonly CostsOnScenario[],
  seed: number,
): BeatenReference | null {
  const scale = mean(reference.costs);
  const ranked = others.map((one) => ({ ...one, mean: mean(one.costs) })).sort((a, b) => a.mean - b.mean);
  const cheapest = ranked[0];
  if (!cheapest || cheapest.mean >= scale) return null;
  const differences = reference.costs.map((cost, i) => (cost - (cheapest.costs[i] ?? 0)) / scale);
  const { estimate, low, high } = meanInterval(differences, { seed, level: LEVEL });
  if (!(low > 0)) return null;
  return { scenario, reference: reference.name, policy: cheapest.name, gain: estimate, low, high };
}
