/*
 * The modules that cases import, by a name of their own. A module that moves keeps its old path in this table, so that
 * older commits can be measured. Cases use only what both commits have.
 */

/** Types of the modules, as the checkout that runs the bench has them. */
export interface Modules {
  readonly actions: typeof import('../../src/policy/action-table.js');
  readonly 'closed-form': typeof import('../../src/migration/closed-form.js');
  readonly contender: typeof import('../../src/episodes/contender.js');
  readonly environment: typeof import('../../src/env/migration-environment.js');
  readonly episode: typeof import('../../src/workload/episode.js');
  readonly features: typeof import('../../src/policy/feature-table.js');
  readonly fit: typeof import('../../src/calibration/fit.js');
  readonly greedy: typeof import('../../src/heuristics/references/greedy.js');
  readonly lane: typeof import('../../src/env/lane.js');
  readonly learners: typeof import('../../src/learners/registry.js');
  readonly machine: typeof import('../../src/sim/machine.js');
  readonly platforms: typeof import('../../src/platform/load.js');
  readonly policies: typeof import('../../src/policy/policy-file.js');
  readonly scenarios: typeof import('../../src/env/scenario-registry.js');
  readonly simulator: typeof import('../../src/sim/simulator.js');
  readonly tables: typeof import('../../src/calibration/published-tables.js');
  readonly trace: typeof import('../../src/workload/trace/summary.js');
}

export type ModuleName = keyof Modules;

/** Where each module is or was, the newest place first. */
export const PLACES: Readonly<Record<ModuleName, readonly string[]>> = {
  actions: ['src/policy/action-table.ts'],
  'closed-form': ['src/migration/closed-form.ts'],
  contender: ['src/episodes/contender.ts', 'src/evaluation/contender.ts'],
  environment: ['src/env/migration-environment.ts'],
  episode: ['src/workload/episode.ts'],
  features: ['src/policy/feature-table.ts'],
  fit: ['src/calibration/fit.ts'],
  greedy: ['src/heuristics/references/greedy.ts'],
  lane: ['src/env/lane.ts'],
  learners: ['src/learners/registry.ts'],
  machine: ['src/sim/machine.ts'],
  platforms: ['src/platform/load.ts'],
  policies: ['src/policy/policy-file.ts'],
  scenarios: ['src/env/scenario-registry.ts'],
  simulator: ['src/sim/simulator.ts'],
  tables: ['src/calibration/published-tables.ts'],
  trace: ['src/workload/trace/summary.ts'],
};

/** Folders below a built checkout: the modules, and the program as it ships. */
export const LIBRARY = 'library';
export const PROGRAM = 'dist';
