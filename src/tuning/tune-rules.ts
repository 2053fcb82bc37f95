import { at } from '../core/errors.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import type { RuleEntrant, RuleParameters } from '../episodes/entrant.js';
import { type EpisodeHooks, openThreads } from '../episodes/episode-threads.js';
import { platformsOf } from '../experiment/machines.js';
import { HEURISTICS } from '../heuristics/registry.js';
import type { BatchTable } from '../migration/batch-table.js';
import { mean } from '../statistics/mean.js';
import type { TuningTrial } from '../store/tuning-trials.js';
import { decisionsIn, measureCells } from './measure.js';
import { type TuningEpisodes, tuningEpisodes } from './scale.js';
import { Search, type TrialCell } from './search.js';

/*
 * Tunes rules with a budget of simulated decisions each (tuning/search.ts). The same search serves three kinds:
 *
 *   one setting    best mean over scenarios of what it gains over the kernel ÷ what the best fixed migrator does
 *   per platform   the same over a platform's scenarios, among all settings that ran on them: nothing more is spent
 *   per scenario   least cost on each scenario by itself
 *
 * A trial spends as many decisions as its episodes have batches, which no rule changes; what the kernel and the fixed
 * migrators spend on the same episodes sets the scale (tuning/scale.ts) and is not charged to any rule.
 */

/** What a mean over all scenarios is filed under. */
const ALL = 'all';

/** Simulated decisions of searches for a platform or a scenario alone. */
export interface OwnSearches {
  readonly byPlatform: Readonly<Record<string, number>>;
  readonly byScenario: Readonly<Record<string, number>>;
}

/** What tuning made of one rule. */
export interface TunedRule {
  readonly rule: string;
  readonly defaults: RuleParameters;
  /** Best on the mean of all scenarios. */
  readonly oneSetting: RuleParameters;
  /** Best on the mean of each platform's; empty where there is one platform. */
  readonly byPlatform: Readonly<Record<string, RuleParameters>>;
  /** Best on each scenario. */
  readonly byScenario: Readonly<Record<string, RuleParameters>>;
  readonly settings: number;
  /** Simulated decisions spent, within the budget unless a single trial is more. */
  readonly decisions: number;
  /** What searches of their own spent on each platform and scenario; null where one search found everything. */
  readonly ownSearches: OwnSearches | null;
  readonly trials: readonly Omit<TuningTrial, 'runId'>[];
}

export interface TuningPlan {
  readonly rules: readonly string[];
  readonly scenarios: readonly string[];
  /** Simulated decisions for each rule. */
  readonly budget: number;
  /** Settings that stand in for the authors' defaults. */
  readonly settings?: Readonly<Record<string, RuleParameters>> | undefined;
  readonly seed: number;
  /** How batches are cut; as the offload series does where absent. */
  readonly batching?: BatchTable | undefined;
}

/** What a search did, as rows of the store: mean costs on each scenario, and what was minimised over all of them. */
function trialsOf(rule: string, search: Search, { scenarios, decisions }: TuningEpisodes): TunedRule['trials'] {
  const all = scenarios.map((_, k) => k);
  return search.tried.flatMap(({ parameters, costs }, index) => {
    const single = all
      .filter((k) => at(costs, k).length > 0)
      .map((k) => ({
        ...{ rule, scenarioSet: at(scenarios, k), parameters },
        cost: mean(at(costs, k)),
        decisions: at(decisions, k)
          .slice(0, at(costs, k).length)
          .reduce((sum, one) => sum + one, 0),
      }));
    if (single.length < all.length) return single;
    // A mean of the trials above: nothing more was spent.
    return [...single, { rule, scenarioSet: ALL, parameters, cost: search.cost(index, all), decisions: 0 }];
  });
}

async function tuneRule(
  rule: string,
  { scenarios, budget, seed, settings = {} }: TuningPlan,
  episodes: TuningEpisodes,
  measure: (rule: string, cells: readonly TrialCell[]) => Promise<readonly number[]>,
): Promise<TunedRule> {
  const heuristic = HEURISTICS.get(rule);
  const { choices } = heuristic;
  const defaults = settings[rule] ?? heuristic.defaults;
  const { kernelCosts, decisions, worth } = episodes;
  const problem = { label: rule, defaults, choices, kernelCosts, decisions, worth, budget, seed };
  const search = new Search(problem, (cells) => measure(rule, cells));
  await search.run();
  const best = (set?: readonly number[]): RuleParameters => at(search.tried, search.best(set)).parameters;
  const platforms = platformsOf(scenarios);
  const indicesOn = (platform: string): number[] =>
    scenarios.flatMap((name, k) => (scenarioNamed(name).platform === platform ? [k] : []));
  return {
    rule,
    defaults,
    oneSetting: best(),
    byPlatform: Object.fromEntries(platforms.length > 1 ? platforms.map((one) => [one, best(indicesOn(one))]) : []),
    byScenario: Object.fromEntries(scenarios.map((scenario, k) => [scenario, best([k])])),
    settings: search.tried.length,
    decisions: search.spent,
    ownSearches: null,
    trials: trialsOf(rule, search, episodes),
  };
}

/** Tunes every rule of a plan. Deterministic from its seed. @throws FoliotuneError when it is told to stop. */
export async function tuneRules(plan: TuningPlan, hooks: EpisodeHooks = {}): Promise<TunedRule[]> {
  const { rules, scenarios, budget, seed } = plan;
  if (rules.length === 0) return [];
  const threads = openThreads();
  try {
    const episodes = await tuningEpisodes(scenarios, seed, threads, hooks, plan.batching);
    const total = rules.length * budget;
    let spent = 0;
    const measure = async (rule: string, cells: readonly TrialCell[]): Promise<readonly number[]> => {
      const entrantOf = ({ setting, parameters }: TrialCell): RuleEntrant => ({
        ...{ is: 'rule', name: `${rule}#${setting}`, rule, parameters },
      });
      const costs = await measureCells(cells, entrantOf, episodes, threads, hooks);
      spent += decisionsIn(cells, episodes);
      hooks.onProgress?.(Math.min(spent, total), total);
      return costs;
    };
    return await Promise.all(rules.map((rule) => tuneRule(rule, plan, episodes, measure)));
  } finally {
    threads.close();
  }
}
