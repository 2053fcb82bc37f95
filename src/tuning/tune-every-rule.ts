import { contentHash } from '../core/canonical-json.js';
import { invariant } from '../core/errors.js';
import { checkPlace } from '../core/writable-place.js';
import { openScenarios } from '../env/scenario-registry.js';
import { type EpisodeHooks, openThreads } from '../episodes/episode-threads.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { platformOf } from '../experiment/machines.js';
import { type Provenance, provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { BatchTable } from '../migration/batch-table.js';
import { ACTION_TABLE_HASH } from '../policy/action-table.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import type { Store } from '../store/store.js';
import { earlierRun } from './earlier-run.js';
import { type RuleSearch, type RuleSearches, searchRules } from './rule-searches.js';
import type { Budgets } from './scope.js';
import { ruleSubject } from './subject.js';
import { openTrialRecord } from './trial-record.js';
import { writeTunedRules } from './tuned-rules-file.js';
import type { FoundSetting, TunedRuleEntry, TunedRulesFile } from './tuned-rules-schema.js';

export interface EveryRuleRequest {
  readonly experiment: Experiment;
  readonly budget: Budgets;
  readonly seed: number;
  /** Where the settings go. */
  readonly file: string;
  /** What a person types to get the same file; kept in it. */
  readonly command: string;
}

export interface EveryRuleReport extends RuleSearches {
  readonly runId: number;
  readonly experiment: string;
  readonly file: string;
  /** How batches were cut for everybody but the kernel; null where as the offload series does. */
  readonly batching: BatchTable | null;
  /** Simulated decisions of all searches. */
  readonly decisions: number;
  /** Episodes that an earlier, stopped run had measured. */
  readonly remembered: number;
}

/** Everything the settings follow from: two runs that agree in it are one. */
function configOf({ experiment, budget, seed }: EveryRuleRequest, machine: TunedRulesFile['platform']): unknown {
  const { scenarios, rules, batching } = experiment;
  const subjects = rules.map((rule) => ruleSubject(experiment, rule));
  const settings = subjects.map(({ name, defaults, choices }) => ({ name, defaults, choices }));
  const search = { kind: 'rules', rules: settings, budget, seed };
  const tables = { features: FEATURE_TABLE_HASH, actions: ACTION_TABLE_HASH };
  return { search, experiment: contentHash({ scenarios, batching }), machine: machine.hash, tables };
}

function foundOf({ parameters, settings, decisions }: RuleSearch): FoundSetting {
  return { parameters, settings, decisions };
}

function entryOf(rule: string, searches: readonly RuleSearch[]): TunedRuleEntry {
  const own = (of: RuleSearch['of']): RuleSearch[] => searches.filter((one) => one.rule === rule && one.of === of);
  const byName = (of: RuleSearch['of']) => Object.fromEntries(own(of).map((one) => [one.name, foundOf(one)]));
  const [all] = own('all');
  invariant(all, `${rule} was tuned on all scenarios`);
  return { oneSetting: foundOf(all), byPlatform: byName('platform'), byScenario: byName('scenario') };
}

function contentsOf(
  { experiment, budget, seed, command }: EveryRuleRequest,
  searches: readonly RuleSearch[],
  platform: TunedRulesFile['platform'],
  { versions, gitCommit }: Provenance,
): TunedRulesFile {
  return {
    format: 'foliotune-rules-1',
    ...{ experiment: experiment.name, command, seed, budget: { ...budget }, platform },
    ...(experiment.batching && { batching: experiment.batching }),
    rules: Object.fromEntries(experiment.rules.map((rule) => [rule, entryOf(rule, searches)])),
    provenance: { ...versions, ...(gitCommit === null ? {} : { gitCommit }) },
  };
}

/**
 * Tunes every rule of an experiment and writes the settings to a file. Goes on where the same search was stopped: what
 * comes out is the same.
 * @throws FoliotuneError `check-failed` when it is told to stop, and what was tried is kept; `file-unwritable`.
 */
export async function tuneEveryRule(
  store: Store,
  request: EveryRuleRequest,
  hooks: EpisodeHooks = {},
): Promise<EveryRuleReport> {
  const { experiment, budget, seed, file } = request;
  checkPlace(file);
  const made = await provenance(false);
  const platform = platformOf(await openScenarios(experiment.scenarios));
  const config = configOf(request, platform);
  const resumes = earlierRun(store, config, seed, made.gitCommit);
  const run = { kind: 'tune', experiment: experiment.name, config, seed, provenance: made, resumes } as const;
  const threads = openThreads();
  try {
    return await recordRun(
      store,
      run,
      () => hooks.shouldStop?.() ?? false,
      async (runId) => {
        const record = openTrialRecord(store, runId);
        const found = await searchRules(experiment, budget, seed, record, threads, hooks);
        writeTunedRules(file, contentsOf(request, found.searches, platform, made));
        const [decisions, remembered] = [record.spent(), record.remembered()];
        const batching = experiment.batching ?? null;
        const result = { runId, experiment: experiment.name, file, batching, decisions, remembered, ...found };
        return { result, decisions, status: 'finished' };
      },
    );
  } finally {
    threads.close();
  }
}
