import { contentHash } from '../core/canonical-json.js';
import { type OpenScenario, scenarioNamed } from '../env/scenario-registry.js';
import { loadPlatform } from '../platform/load.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/** Platforms of some scenarios as the scenarios call them, in their order. */
export function platformsOf(scenarios: readonly string[]): string[] {
  return [...new Set(scenarios.map((name) => scenarioNamed(name).platform))];
}

/** The machines of some scenarios as their files have them, one named by its own name, several by all of theirs. */
export function platformOf(scenarios: readonly OpenScenario[]): PolicyFile['platform'] {
  const files = [...new Set(scenarios.map(({ scenario }) => scenario.platform))];
  const platforms = new Map(files.map(loadPlatform).map((platform) => [platform.name, platform]));
  const [only] = [...platforms.values()];
  if (platforms.size === 1) return { name: only?.name ?? '', hash: contentHash(only) };
  return { name: [...platforms.keys()].join('+'), hash: contentHash([...platforms.values()]) };
}

/** Their names, each once. */
export function machinesOf(scenarios: readonly OpenScenario[]): string[] {
  return [...new Set(scenarios.map(({ machine }) => machine.platform.name))];
}
