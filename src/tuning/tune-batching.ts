import { contentHash } from '../core/canonical-json.js';
import { at } from '../core/errors.js';
import { openScenarios } from '../env/scenario-registry.js';
import { KERNEL_ENTRANT, type RuleEntrant } from '../episodes/entrant.js';
import { type EpisodeHooks, type EpisodeThreads, openThreads } from '../episodes/episode-threads.js';
import { tuningSeeds } from '../episodes/seeds.js';
import { costPerMiB } from '../evaluation/score.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { platformOf } from '../experiment/machines.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import { HEURISTICS } from '../heuristics/registry.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { Store } from '../store/store.js';
import { keysIn } from './batch-key.js';
import { type BatchEpisode, ratiosOf, searchTable } from './batch-search.js';
import { batchTrials } from './batch-trials.js';
import { earlierRun } from './earlier-run.js';

/*
 * Searches how batches are to be cut (batch-search.ts) for an experiment's scenarios, with a rule at its defaults as
 * whoever decides within a batch: a rule computes with what it meets, and a policy would have to be trained anew for
 * every table. Searched on tuning episodes; what was found is then shown on others of them. Of the scenarios that nothing
 * is tuned on nothing is shown: whoever chooses a table would choose it by them.
 */

/** Episodes of each scenario to search on, and others to show what was found. */
const SEARCHED = 8;
const SHOWN = 8;

export interface BatchingRequest {
  readonly experiment: Experiment;
  /** The rule that decides within batches. */
  readonly rule: string;
  /** The table it begins with. */
  readonly start: BatchTable;
  /** Simulated decisions of the search. */
  readonly decisions: number;
  /** Entries that a cell of the table may have, in canonical form. */
  readonly choices: readonly string[];
  readonly seed: number;
}

/** Cost ÷ today's kernel's on episodes that were not searched on. */
export interface BatchingRow {
  readonly scenario: string;
  /** With the offload series' cap, with the table the search began with, and with the one it found. */
  readonly offload: number;
  readonly before: number;
  readonly after: number;
}

export interface BatchingReport {
  readonly runId: number;
  readonly experiment: string;
  readonly rule: string;
  readonly seed: number;
  readonly start: BatchTable;
  readonly table: BatchTable;
  /** Simulated decisions of the search, and the episodes that an earlier, stopped search had run. */
  readonly decisions: number;
  readonly remembered: number;
  /** Episodes of each scenario: searched on, and shown. */
  readonly episodes: { readonly searched: number; readonly shown: number };
  readonly rows: readonly BatchingRow[];
}

function ruleEntrant(rule: string): RuleEntrant {
  return { is: 'rule', name: rule, rule, parameters: HEURISTICS.get(rule).defaults };
}

/** Episodes with what the kernel costs on them. */
async function episodesOf(
  scenarios: readonly string[],
  seeds: readonly number[],
  threads: EpisodeThreads,
  hooks: EpisodeHooks,
): Promise<BatchEpisode[]> {
  const open = await openScenarios(scenarios);
  const places = open.flatMap((one) => seeds.map((seed) => ({ open: one, seed })));
  const tasks = places.map(({ open: { scenario }, seed }) => ({
    ...{ scenario: scenario.name, seed },
    entrants: [KERNEL_ENTRANT],
  }));
  const kernel = await threads.run(tasks, hooks);
  return places.map(({ open: one, seed }, k) => ({
    ...{ scenario: one.scenario.name, seed },
    kernelCost: costPerMiB(at(kernel, k)),
    keys: keysIn(one, seed),
  }));
}

/** Ratios to the kernel under no table and under two, on episodes of their own. */
async function shown(
  { experiment, rule, seed }: BatchingRequest,
  tables: readonly [BatchTable, BatchTable],
  threads: EpisodeThreads,
  hooks: EpisodeHooks,
): Promise<BatchingRow[]> {
  const { scenarios } = experiment;
  const seeds = tuningSeeds(seed, SEARCHED + SHOWN).slice(SEARCHED);
  const episodes = await episodesOf(scenarios, seeds, threads, hooks);
  const entrants = [ruleEntrant(rule)];
  const [offload, before, after] = await Promise.all(
    [undefined, ...tables].map(async (batching) => {
      const tasks = episodes.map((one) => ({ scenario: one.scenario, seed: one.seed, entrants, batching }));
      return ratiosOf(episodes, (await threads.run(tasks, hooks)).map(costPerMiB));
    }),
  );
  return scenarios.map((scenario) => ({
    scenario,
    offload: offload?.get(scenario)?.ratio ?? Number.NaN,
    before: before?.get(scenario)?.ratio ?? Number.NaN,
    after: after?.get(scenario)?.ratio ?? Number.NaN,
  }));
}

/** Everything a search follows from: two runs that agree in it are one search. */
async function configOf({ experiment: { scenarios }, rule, start, decisions, choices, seed }: BatchingRequest) {
  const { defaults } = HEURISTICS.get(rule);
  const machine = platformOf(await openScenarios(scenarios)).hash;
  const search = { kind: 'batching', rule, defaults, start, choices, decisions, seed };
  return { search, experiment: contentHash(scenarios), machine };
}

/**
 * Searches a batch table, and goes on with the same search where it was stopped: what comes out is the same.
 * @throws FoliotuneError `check-failed` when it is told to stop; what was tried is kept.
 */
export async function tuneBatching(
  store: Store,
  request: BatchingRequest,
  hooks: EpisodeHooks = {},
): Promise<BatchingReport> {
  const { experiment, rule, start, decisions: budget, choices, seed } = request;
  const made = await provenance(false);
  const config = await configOf(request);
  const resumes = earlierRun(store, config, seed, made.gitCommit);
  const run = { kind: 'tune', experiment: experiment.name, config, seed, provenance: made, resumes } as const;
  const threads = openThreads();
  const isStopped = () => hooks.shouldStop?.() ?? false;
  const quiet = hooks.shouldStop ? { shouldStop: hooks.shouldStop } : {};
  try {
    return await recordRun(store, run, isStopped, async (runId) => {
      const episodes = await episodesOf(experiment.scenarios, tuningSeeds(seed, SEARCHED), threads, quiet);
      const trials = batchTrials(store, runId, ruleEntrant(rule), threads, quiet);
      const hasBudget = (): boolean => trials.spent() < budget;
      const table = await searchTable({ start, choices, episodes, hasBudget }, async (asked) => {
        const costs = await trials.measure(asked);
        hooks.onProgress?.(Math.min(trials.spent(), budget), budget);
        return costs;
      });
      const decisions = trials.spent();
      const result: BatchingReport = {
        ...{ runId, experiment: experiment.name, rule, seed, start, table },
        ...{ decisions, remembered: trials.remembered() },
        episodes: { searched: SEARCHED, shown: SHOWN },
        rows: await shown(request, [start, table], threads, quiet),
      };
      return { result, decisions, status: 'finished' };
    });
  } finally {
    threads.close();
  }
}
