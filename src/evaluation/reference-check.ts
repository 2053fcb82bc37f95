import { mean } from '../statistics/mean.js';
import { meanInterval } from '../statistics/mean-interval.js';

/*
 * Where somebody beats the reference by more than noise, the reference is wrong there: it looks only so far ahead, and
 * what it does not try is decided by a base policy. Of all who cost less than the reference on a scenario the cheapest
 * is suspected, if the paired difference of costs per MiB has a 99 % bootstrap interval above 0. As it was picked by the
 * very episodes it is held to, and on three of them an interval is above 0 as soon as all three are, it then has to do
 * it again: against the better of the references on FRESH_EPISODES that nobody was picked by. If it does, the references
 * run over that policy (comparison/reference/mend-references.ts).
 */
const LEVEL = 0.99;

/** Episodes on which a suspicion is looked at again. */
export const FRESH_EPISODES = 12;

/** What a reference costs more than a policy, as a fraction of the reference's mean cost, with its 99 % interval. */
interface Margin {
  readonly reference: string;
  readonly gain: number;
  readonly low: number;
  readonly high: number;
}

/** A reference that seems to be beaten. */
export interface BeatenReference extends Margin {
  readonly scenario: string;
  readonly policy: string;
  /** The same on fresh episodes; null where nobody looked. */
  readonly fresh: (Margin & { readonly n: number }) | null;
  /** The same on the fresh episodes with that policy as the references' base; absent where they were not run over it. */
  readonly mended?: Margin & { readonly n: number };
}

/** Whether a reference is wrong where it was suspected to be. */
export function isWrong({ fresh, mended }: BeatenReference): boolean {
  const last = mended ?? fresh;
  return last === null || last.low > 0;
}

export interface CostsOnScenario {
  readonly name: string;
  /** As long as the reference's, episode by episode. */
  readonly costs: readonly number[];
}

function marginOver(reference: CostsOnScenario, { costs }: CostsOnScenario, seed: number): Margin {
  const scale = mean(reference.costs);
  const differences = reference.costs.map((cost, i) => (cost - (costs[i] ?? 0)) / scale);
  const { estimate: gain, low, high } = meanInterval(differences, { seed, level: LEVEL });
  return { reference: reference.name, gain, low, high };
}

const cheapestOf = (all: readonly CostsOnScenario[]): CostsOnScenario | undefined =>
  all.reduce<CostsOnScenario | undefined>((a, b) => (a && mean(a.costs) <= mean(b.costs) ? a : b), undefined);

/** Who seems to beat the reference of a scenario; null where nobody does. */
export function beatenReference(
  scenario: string,
  reference: CostsOnScenario,
  others: readonly CostsOnScenario[],
  seed: number,
): BeatenReference | null {
  const cheapest = cheapestOf(others);
  if (!cheapest || mean(cheapest.costs) >= mean(reference.costs)) return null;
  const margin = marginOver(reference, cheapest, seed);
  return margin.low > 0 ? { ...margin, scenario, policy: cheapest.name, fresh: null } : null;
}

/** The same suspicion with what the better of the references and the policy cost on fresh episodes. */
export function lookedAtAgain(
  suspicion: BeatenReference,
  references: readonly CostsOnScenario[],
  policy: CostsOnScenario,
  seed: number,
): BeatenReference {
  const reference = cheapestOf(references);
  if (!reference) return suspicion;
  return { ...suspicion, fresh: { ...marginOver(reference, policy, seed), n: policy.costs.length } };
}

/** The same suspicion with what the better of the references over that policy cost on fresh episodes. */
export function mendedBy(
  suspicion: BeatenReference,
  references: readonly CostsOnScenario[],
  policy: CostsOnScenario,
  seed: number,
): BeatenReference {
  const { fresh } = lookedAtAgain(suspicion, references, policy, seed);
  return fresh ? { ...suspicion, mended: fresh } : suspicion;
}
