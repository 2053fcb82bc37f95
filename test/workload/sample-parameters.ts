import { at } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';
import { SCENARIOS } from '../../src/env/scenario-registry.js';
import type { Platform } from '../../src/platform/platform.js';
import type { Episode } from '../../src/workload/episode.js';
import { WORKLOADS } from '../../src/workload/registry.js';
import type { EpisodeSource } from '../../src/workload/workload.js';

/** The parameters of a workload's first scenario, with some replaced: a workload without a scenario has no sample. */
export function sampleParameters(workload: string, replaced: object = {}): Record<string, unknown> {
  const scenarios = SCENARIOS.all.filter((scenario) => scenario.workload === workload);
  return { ...(at(scenarios, 0).parameters as Record<string, unknown>), ...replaced };
}

/** Opens a workload with the parameters of its first scenario, some of them replaced. */
export async function openSample(workload: string, platform: Platform, replaced: object = {}): Promise<EpisodeSource> {
  const { schema, open } = WORKLOADS.get(workload);
  return open(platform, parseWith(schema, sampleParameters(workload, replaced), workload));
}

/** The numbers of the arrivals that a condition chooses. */
export function chosen({ arrivals }: Episode, condition: (request: number) => boolean): number[] {
  return Array.from({ length: arrivals.count }, (_, request) => request).filter(condition);
}
