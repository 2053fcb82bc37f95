import { FoliotuneError } from '../core/errors.js';
import { type OpenScenario, scenarioNamed } from '../env/scenario-registry.js';
import { loadPlatform } from '../platform/load.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { type Contender, KERNEL } from './contender.js';
import { learnedName } from './entrant.js';

/*
 * Where a policy may be loaded. One that does not see all that decides, as why a batch migrates, how busy the nodes are or
 * what engines and threads can do, makes up for it by what was so on the machines of its training, and on an unknown one
 * it guesses. So its file may name those machines: on any other no provider registers, which is today's kernel with today's
 * batches. A machine whose numbers are a little different from what was assumed has the same name, and counts as known.
 */

/** A contender that is another one on each scenario. */
export function contenderBy(
  { name, kind }: Pick<Contender, 'name' | 'kind'>,
  on: (open: OpenScenario) => Contender,
): Contender {
  return {
    name,
    kind,
    batchingOn: (open) => on(open).batchingOn?.(open) ?? on(open).batching,
    begin: (open, sim, seed) => on(open).begin(open, sim, seed),
  };
}

/** A policy's contender where its file says it may be loaded, and today's kernel elsewhere. */
export function whereLoaded(contender: Contender, { machines }: Pick<PolicyFile, 'machines'>): Contender {
  if (!machines) return contender;
  const isHere = ({ machine }: OpenScenario): boolean => machines.includes(machine.platform.name);
  return { ...contender, ...contenderBy(contender, (open) => (isHere(open) ? contender : KERNEL)) };
}

/** Machines of some scenarios that a policy may not be loaded on. @param scenarios by their names. */
export function notLoadedOn({ machines }: Pick<PolicyFile, 'machines'>, scenarios: readonly string[]): string[] {
  const names = new Set(scenarios.map((scenario) => loadPlatform(scenarioNamed(scenario).platform).name));
  return machines ? [...names].filter((name) => !machines.includes(name)) : [];
}

/** What a reader must know of that. @param missing machines. */
export function unloadedText(
  policy: string,
  { machines = [] }: Pick<PolicyFile, 'machines'>,
  missing: readonly string[],
): string {
  return `${policy} may be loaded on ${machines.join(', ')} alone; today's kernel on ${missing.join(', ')}`;
}

/** For what is asked of a policy itself. @throws FoliotuneError `usage` where it may not be loaded on some of the machines. */
export function checkLoaded(policy: PolicyFile, scenarios: readonly string[]): void {
  const missing = notLoadedOn(policy, scenarios);
  if (missing.length === 0) return;
  const hint = `its file says where: ${policy.machines?.join(', ') ?? ''}`;
  throw new FoliotuneError('usage', `${learnedName(policy)} may not be loaded on ${missing.join(', ')}`, { hint });
}
