import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { Registry } from '../core/registry.js';
import { parseWith } from '../core/schema.js';
import type { BatchSizer } from '../migration/batch-sizer.js';
import { type BatchTable, tableSizer } from '../migration/batch-table.js';
import type { DmaInterface } from '../platform/dma/driver.js';
import { withDmaInterface } from '../platform/dma/interface.js';
import { isPlatformFile, loadPlatform, platformNames } from '../platform/load.js';
import { createMachine, type Machine } from '../sim/machine.js';
import { faultSchema } from '../workload/faults.js';
import { faultySource } from '../workload/faulty-source.js';
import { WORKLOADS } from '../workload/registry.js';
import type { EpisodeSource } from '../workload/workload.js';
import type { Scenario } from './scenario.js';
import { lackingText, platformScenarios } from './scenarios/derived.js';
import { GRID_SCENARIOS } from './scenarios/grid.js';
import { ZEN3_SCENARIOS } from './scenarios/zen3.js';
import { ZEN3_ACCOUNT_SCENARIOS } from './scenarios/zen3-accounts.js';
import { ZEN3_FAULT_SCENARIOS } from './scenarios/zen3-faults.js';
import { ZEN3_MORE_SCENARIOS } from './scenarios/zen3-more.js';
import { parseVariation, splitName, variedEpisode, variedPlatform, variedScenario } from './variation.js';

/** Every scenario; a group of scenarios is one file and one line here. */
export const SCENARIOS = new Registry<Scenario>('scenario', [
  ...ZEN3_SCENARIOS,
  ...ZEN3_MORE_SCENARIOS,
  ...ZEN3_FAULT_SCENARIOS,
  ...ZEN3_ACCOUNT_SCENARIOS,
  ...GRID_SCENARIOS,
]);

/** A scenario ready to run. */
export interface OpenScenario {
  readonly scenario: Scenario;
  readonly machine: Machine;
  /** The episode of a seed: the same for every policy. */
  readonly episode: EpisodeSource;
  /** How batches are cut before unmap, where an experiment opens that; the offload series' way where absent. */
  readonly batching?: BatchSizer;
}

/**
 * All scenarios of a platform: the registered ones, and the grid's derived ones for what is not registered.
 * @param reference a name of `list platforms`, or a platform file.
 * @throws FoliotuneError `name-unknown` or what is wrong with the file.
 */
export function scenariosOn(reference: string): readonly Scenario[] {
  const registered = SCENARIOS.all.filter(({ platform }) => platform === reference);
  const taken = new Set(registered.map(({ name }) => unversioned(name)));
  const derived = platformScenarios(loadPlatform(reference), reference);
  return [...registered, ...derived.filter(({ name }) => !taken.has(unversioned(name)))];
}

const unversioned = (name: string): string => name.replace(/-v\d+$/, '');

/** A scenario by its name without variation: a registered one, or the grid's on the platform before the last slash. */
function baseScenario(base: string): Scenario {
  const slash = base.lastIndexOf('/');
  const reference = base.slice(0, Math.max(0, slash));
  if (SCENARIOS.has(base) || !(isPlatformFile(reference) || platformNames().includes(reference)))
    return SCENARIOS.get(base);
  const own = scenariosOn(reference);
  const found = own.find(({ name }) => name === base);
  if (found) return found;
  const rule = `unknown scenario "${base}"${lackingText(loadPlatform(reference), base.slice(slash + 1))}`;
  throw new FoliotuneError('name-unknown', rule, {
    hint: nameHint(
      base,
      own.map(({ name }) => name),
    ),
  });
}

/**
 * The scenario of a name: a registered one, or one of the grid on any platform, shipped or a file, which nothing need
 * have been registered for: `icx-2s/bulk-heavy-v1`, `mine.json/bulk-heavy-v1`. It may be varied (variation.ts):
 * `zen3-ptdma/bulk-light-v2?busy=1.5`. A file's path is relative to where the program runs.
 * @throws FoliotuneError `name-unknown`, `usage` for a variation that is none, or what is wrong with a platform file.
 */
export function scenarioNamed(name: string): Scenario {
  const { base, query } = splitName(name);
  const scenario = baseScenario(base);
  return variedScenario(scenario, name, parseVariation(query, loadPlatform(scenario.platform)));
}

/** Whether a name that something was saved under still stands for a scenario. */
export function isScenario(name: string): boolean {
  try {
    scenarioNamed(name);
    return true;
  } catch (error) {
    if (error instanceof FoliotuneError) return false;
    throw error;
  }
}

function withFaults(source: EpisodeSource, { name, faults }: Scenario, channels: number): EpisodeSource {
  if (!faults) return source;
  return faultySource(source, parseWith(faultSchema, faults, `scenario ${name}, faults`), channels);
}

/**
 * Loads a scenario's platform and workload.
 * @throws FoliotuneError `name-unknown` for a scenario, platform or workload that is not there.
 */
export async function openScenario(name: string): Promise<OpenScenario> {
  return openScenarioOf(scenarioNamed(name));
}

/** The same for a scenario that need not be registered; its name may vary it. */
export async function openScenarioOf(scenario: Scenario): Promise<OpenScenario> {
  const { name } = scenario;
  const asIs = loadPlatform(scenario.platform);
  const variation = parseVariation(splitName(name).query, asIs);
  const workload = WORKLOADS.get(scenario.workload);
  const parameters = parseWith(workload.schema, scenario.parameters, `scenario ${name}`);
  const machine = createMachine(variedPlatform(asIs, variation));
  const channels = machine.device?.channels ?? 0;
  const episode = withFaults(await workload.open(machine.platform, parameters), scenario, channels);
  if (variation.size === 0) return { scenario, machine, episode };
  return { scenario, machine, episode: (seed) => variedEpisode(episode(seed), variation, channels) };
}

/** The same scenario on a machine whose folios reach the DMA engine in another way; as it is where none is given. */
export function underInterface(open: OpenScenario, wanted: DmaInterface | undefined): OpenScenario {
  if (wanted === undefined) return open;
  const platform = withDmaInterface(open.machine.platform, wanted);
  return platform === open.machine.platform ? open : { ...open, machine: createMachine(platform) };
}

/** The same scenario with its batches cut by a table; as it is where none is given. */
export function underBatching(open: OpenScenario, table: BatchTable | undefined): OpenScenario {
  return table === undefined ? open : { ...open, batching: tableSizer(table) };
}

/**
 * Opens several scenarios, with their batches cut by a table where one is given.
 * @throws FoliotuneError `usage` when there is none.
 */
export async function openScenarios(names: readonly string[], batching?: BatchTable): Promise<OpenScenario[]> {
  if (names.length === 0)
    throw new FoliotuneError('usage', 'no scenario given', { hint: `one of ${SCENARIOS.names.join(', ')}` });
  return Promise.all(names.map(async (name) => underBatching(await openScenario(name), batching)));
}
