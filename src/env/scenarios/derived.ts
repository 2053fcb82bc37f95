import type { Platform } from '../../platform/platform.js';
import type { Scenario } from '../scenario.js';
import { derivedMachine } from './grid/derived-machine.js';
import { LOADS } from './grid/load.js';
import { lackingFor, trafficFor } from './grid/suited.js';
import { scenarioOf, withFaults } from './grid.js';

/*
 * The grid on any machine: each traffic that suits it (grid/suited.ts), light and heavy by figures derived from its
 * platform (grid/derived-machine.ts), and the heavy ones with a failing DMA device where there is a device. A name is
 * the platform's as it was given, a shipped name or a file, and what runs there: `mine.json/bulk-heavy-v1`. The version
 * is the laws'; a change of the platform changes episodes under the same name.
 */

/** @throws FoliotuneError `file-invalid` for a machine that nothing can run on. */
export function platformScenarios(platform: Platform, reference: string): readonly Scenario[] {
  const machine = derivedMachine(platform, reference);
  return trafficFor(platform).flatMap(({ trafficOf }) =>
    LOADS.flatMap((load) => {
      const scenario = scenarioOf(machine, trafficOf, load);
      const fails = load.name === 'heavy' && platform.dma.length > 0;
      return fails ? [scenario, withFaults(scenario)] : [scenario];
    }),
  );
}

/** Why a machine has no such scenario, for a message; empty where no law forbids it. */
export function lackingText(platform: Platform, scenario: string): string {
  const workload = scenario.replace(/-(light|heavy)\b.*$/, '');
  const wants = lackingFor(platform, workload);
  if (wants !== undefined) return `: ${workload} wants ${wants}, which ${platform.name} lacks`;
  const fails = /-faults(-v\d+)?$/.test(scenario) && platform.dma.length === 0;
  return fails ? `: nothing fails on ${platform.name}, which has no DMA engine` : '';
}
