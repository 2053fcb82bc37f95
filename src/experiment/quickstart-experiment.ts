import { basename } from 'node:path';
import { at, FoliotuneError } from '../core/errors.js';
import { scenariosOn } from '../env/scenario-registry.js';
import { LOADS } from '../env/scenarios/grid/load.js';
import { trafficFor } from '../env/scenarios/grid/suited.js';
import { isPlatformFile, loadPlatform } from '../platform/load.js';
import type { Experiment } from './experiment-file.js';
import type { ExperimentContents } from './experiment-schema.js';

/** Kinds of traffic a quickstart is about, each light and heavy: 8 scenarios. */
const KINDS = 4;

/** How files about a platform are called: a shipped one's name, or what a file is called. */
export function platformLabel(reference: string): string {
  if (!isPlatformFile(reference)) return reference;
  const stem = basename(reference, '.json').toLowerCase();
  return stem.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'machine';
}

/** The first kinds of traffic that suit a machine (env/scenarios/grid/suited.ts), light and heavy, in their latest version. */
function quickScenarios(reference: string): string[] {
  const names = scenariosOn(reference).map(({ name }) => name);
  const kinds = trafficFor(loadPlatform(reference)).slice(0, KINDS);
  return kinds.flatMap(({ workload }) =>
    LOADS.flatMap(({ name }) => {
      const start = `${reference}/${workload}-${name}-v`;
      return names.filter((one) => one.startsWith(start) && /^\d+$/.test(one.slice(start.length))).slice(-1);
    }),
  );
}

/**
 * The shipped quickstart's learner, features, rules and budgets on another machine: contents of an experiment file.
 * @param reference a name of `list platforms`, or a platform file.
 * @throws FoliotuneError where the shipped experiment has no learner, or what is wrong with the platform.
 */
export function quickstartOn(reference: string, shipped: Experiment): ExperimentContents {
  if (shipped.learners.length === 0) throw new FoliotuneError('usage', `${shipped.name} has no learner`);
  const label = platformLabel(reference);
  return {
    ...shipped,
    name: `quickstart-${label}`,
    platform: reference,
    scenarios: quickScenarios(reference),
    learners: [{ ...at(shipped.learners, 0), policy: `models/quickstart-${label}.json` }],
  };
}
