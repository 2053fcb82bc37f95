import { FoliotuneError } from '../core/errors.js';
import { Registry } from '../core/registry.js';
import { parseWith } from '../core/schema.js';
import type { Attribution } from '../migration/vocabulary.js';
import { loadPlatform } from '../platform/load.js';
import { createMachine, type Machine } from '../sim/machine.js';
import { faultSchema } from '../workload/faults.js';
import { faultySource } from '../workload/faulty-source.js';
import { WORKLOADS } from '../workload/registry.js';
import type { EpisodeSource } from '../workload/workload.js';
import type { Scenario } from './scenario.js';
import { ZEN3_SCENARIOS } from './scenarios/zen3.js';
import { ZEN3_ACCOUNT_SCENARIOS } from './scenarios/zen3-accounts.js';
import { ZEN3_FAULT_SCENARIOS } from './scenarios/zen3-faults.js';
import { ZEN3_MORE_SCENARIOS } from './scenarios/zen3-more.js';

/** Every scenario; a group of scenarios is one file and one line here. */
export const SCENARIOS = new Registry<Scenario>('scenario', [
  ...ZEN3_SCENARIOS,
  ...ZEN3_MORE_SCENARIOS,
  ...ZEN3_FAULT_SCENARIOS,
  ...ZEN3_ACCOUNT_SCENARIOS,
]);

/** A scenario ready to run. */
export interface OpenScenario {
  readonly scenario: Scenario;
  readonly machine: Machine;
  /** The episode of a seed: the same for every policy. */
  readonly episode: EpisodeSource;
}

/** What an experiment may ask of a scenario besides what its name says. */
export interface ScenarioChange {
  /** Another attribution on the same traffic; without accounts it says nothing. */
  readonly attribution?: Attribution;
}

/**
 * Loads a scenario's platform and workload.
 * @throws FoliotuneError `name-unknown` for a scenario, platform or workload that is not there.
 */
export async function openScenario(name: string, change: ScenarioChange = {}): Promise<OpenScenario> {
  const scenario = { ...SCENARIOS.get(name), ...change };
  const platform = loadPlatform(scenario.platform);
  const workload = WORKLOADS.get(scenario.workload);
  const parameters = parseWith(workload.schema, scenario.parameters, `scenario ${name}`);
  const machine = createMachine(platform);
  const episode = await workload.open(platform, parameters);
  if (!scenario.faults) return { scenario, machine, episode };
  const faults = parseWith(faultSchema, scenario.faults, `scenario ${name}, faults`);
  return { scenario, machine, episode: faultySource(episode, faults, machine.device?.channels ?? 0) };
}

/** Opens several scenarios. @throws FoliotuneError `usage` when there is none. */
export async function openScenarios(names: readonly string[]): Promise<OpenScenario[]> {
  if (names.length === 0)
    throw new FoliotuneError('usage', 'no scenario given', { hint: `one of ${SCENARIOS.names.join(', ')}` });
  return Promise.all(names.map((name) => openScenario(name)));
}
