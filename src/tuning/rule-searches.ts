import { at } from '../core/errors.js';
import type { EpisodeHooks, EpisodeThreads } from '../episodes/episode-threads.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { measureCells } from './measure.js';
import { type TuningEpisodes, tuningEpisodes } from './scale.js';
import { type Budgets, episodesOn, type Scope, scopesOf } from './scope.js';
import { Search, type TrialCell } from './search.js';
import { ruleSubject, type TuningSubject } from './subject.js';
import { runTogether, type StopHook } from './together.js';
import type { TrialRecord } from './trial-record.js';
import type { FoundSetting } from './tuned-rules-schema.js';

/*
 * The searches of every rule of an experiment: one setting for all scenarios, one for each platform and one for each
 * scenario, each by a search of its own. All run at once on the same threads, and each goes its own way whatever the
 * others do.
 */

/** One search of one rule. */
export interface RuleSearch extends Pick<Scope, 'of' | 'name'>, FoundSetting {
  readonly rule: string;
  /**
   * What the given and the found setting gain over the kernel on the tuning episodes, as a share of what the best fixed
   * migrator gains there.
   */
  readonly gainAsGiven: number;
  readonly gain: number;
}

export interface RuleSearches {
  readonly searches: readonly RuleSearch[];
  /** Episodes of each scenario. */
  readonly episodes: number;
}

/** What a search's rows are filed under and its random numbers drawn by; `tune --rule` has the same for all scenarios. */
function labelOf(rule: string, { of, name }: Scope): string {
  return of === 'all' ? rule : `${rule} on ${name}`;
}

interface Shared {
  readonly seed: number;
  readonly episodes: TuningEpisodes;
  readonly record: TrialRecord;
  readonly threads: EpisodeThreads;
  onSpent(): void;
}

/** What a search came to. */
function resultOf(rule: string, { of, name, scenarios }: Scope, search: Search): RuleSearch {
  const best = search.best();
  const all = scenarios.map((_, k) => k);
  const parameters = { ...at(search.tried, best).parameters } as FoundSetting['parameters'];
  return {
    ...{ rule, of, name, parameters, settings: search.tried.length, decisions: search.spent },
    ...{ gainAsGiven: -search.cost(0, all), gain: -search.cost(best, all) },
  };
}

async function searched(
  { name: rule, defaults, choices, entrant }: TuningSubject,
  scope: Scope,
  { seed, record, threads, onSpent, ...shared }: Shared,
  stop: StopHook,
): Promise<RuleSearch> {
  const episodes = episodesOn(shared.episodes, scope.scenarios);
  const label = labelOf(rule, scope);
  const entrantOf = ({ setting, parameters }: TrialCell) => entrant(`${label}#${setting}`, parameters);
  const measure = record.measured(label, episodes, (cells) => measureCells(cells, entrantOf, episodes, threads, stop));
  const { kernelCosts, decisions, worth } = episodes;
  const asked = { label, defaults, choices, budget: scope.budget, seed, oneSetting: true };
  const search = new Search({ ...asked, kernelCosts, decisions, worth }, async (cells) => {
    const costs = await measure(cells);
    onSpent();
    return costs;
  });
  await search.run();
  return resultOf(rule, scope, search);
}

/** @throws FoliotuneError `check-failed` when it is told to stop. */
export async function searchRules(
  { rules, scenarios, ...rest }: Experiment,
  budget: Budgets,
  seed: number,
  record: TrialRecord,
  threads: EpisodeThreads,
  { onProgress, ...stop }: EpisodeHooks,
): Promise<RuleSearches> {
  const scopes = scopesOf(scenarios, budget);
  const total = rules.length * scopes.reduce((sum, scope) => sum + scope.budget, 0);
  const episodes = await tuningEpisodes(scenarios, seed, threads, stop, rest.batching);
  const onSpent = (): void => onProgress?.(Math.min(record.spent(), total), total);
  const shared = { seed, episodes, record, threads, onSpent };
  const jobs = rules.flatMap((rule) => {
    const subject = ruleSubject({ rules, scenarios, ...rest }, rule);
    return scopes.map((scope) => (hooks: StopHook) => searched(subject, scope, shared, hooks));
  });
  return { searches: await runTogether(jobs, stop), episodes: episodes.seeds.length };
}
