import { canonicalJson } from '../core/canonical-json.js';
import type { Scenario } from '../env/scenario.js';
import { type Entrant, KERNEL_ENTRANT, type RuleEntrant, type RuleParameters } from './entrant.js';

/** A rule's parameters on a scenario: its own, else its platform's, else those for all. */
export function parametersOn(
  { parameters, byPlatform = {}, byScenario = {} }: RuleEntrant,
  { name, platform }: Pick<Scenario, 'name' | 'platform'>,
): RuleParameters {
  return byScenario[name] ?? byPlatform[platform] ?? parameters;
}

/**
 * Who decides on a scenario: entrants of whom it is the same run the same episodes. A tuned rule often keeps its defaults,
 * or has no setting of its own for a scenario, and a set of policies leaves a platform that it does not know to the kernel.
 */
export function decidingOn(entrant: Entrant, scenario: Pick<Scenario, 'name' | 'platform'>): Entrant | string {
  if (entrant.is === 'rule') {
    const { rule, variant = null } = entrant;
    return canonicalJson({ rule, parameters: parametersOn(entrant, scenario), variant });
  }
  const leavesIt = entrant.is === 'policies' && entrant.byPlatform[scenario.platform] === undefined;
  return leavesIt || entrant.is === 'kernel' ? KERNEL_ENTRANT.name : entrant;
}
