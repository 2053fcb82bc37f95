import { canonicalJson } from '../core/canonical-json.js';
import { drawParameters } from '../core/choices.js';
import { at } from '../core/errors.js';
import { randomStream } from '../core/random.js';
import type { EpisodeResult } from '../evaluation/rollout.js';
import { costPerMiB } from '../evaluation/score.js';
import { tuningSeeds } from '../evaluation/seeds.js';
import { mean } from '../evaluation/statistics/mean.js';
import { HEURISTICS } from '../heuristics/registry.js';
import type { TuningTrial } from '../store/tuning-trials.js';
import { KERNEL_ENTRANT, type RuleEntrant, type RuleParameters } from './entrant.js';
import type { EpisodeTask } from './episode-task.js';
import { type EpisodeHooks, runTasks } from './episode-threads.js';

/*
 * Random search over a rule's `choices`, with a budget of simulated decisions. Every setting is tried on the same
 * episodes (tuning seeds, met neither in training nor in evaluation) of every scenario; the defaults are the first
 * setting. The same trials serve both kinds of tuning:
 *
 *   one setting    least mean over scenarios of (its cost ÷ the kernel's cost there)
 *   per scenario   least cost on each scenario by itself
 *
 * A trial spends as many decisions as its episodes have batches, which no rule changes; what the kernel spends on the
 * same episodes sets the scale and is not charged to any rule.
 */

/** Tuning episodes of each scenario. */
const EPISODES = 2;
/** Draws that may be repeats before the choices count as used up. */
const REPEATS = 100;
/** What a mean over all scenarios is filed under. */
const ALL = 'all';

/** What tuning made of one rule. */
export interface TunedRule {
  readonly rule: string;
  readonly defaults: RuleParameters;
  /** Best on the mean of all scenarios. */
  readonly oneSetting: RuleParameters;
  /** Best on each scenario. */
  readonly byScenario: Readonly<Record<string, RuleParameters>>;
  readonly settings: number;
  /** Simulated decisions spent, within the budget unless a single trial is more. */
  readonly decisions: number;
  readonly trials: readonly Omit<TuningTrial, 'runId'>[];
}

export interface TuningPlan {
  readonly rules: readonly string[];
  readonly scenarios: readonly string[];
  /** Simulated decisions for each rule. */
  readonly budget: number;
  readonly seed: number;
}

/** Different settings of a rule, its defaults first. */
function settingsOf(rule: string, count: number, seed: number): RuleParameters[] {
  const heuristic = HEURISTICS.get(rule);
  const random = randomStream(seed, `tuning/${rule}`);
  const settings = new Map([[canonicalJson(heuristic.defaults), heuristic.defaults]]);
  for (let repeats = 0; settings.size < count && repeats < REPEATS; ) {
    const drawn = drawParameters(heuristic.choices, random);
    const key = canonicalJson(drawn);
    if (settings.has(key)) repeats++;
    else settings.set(key, drawn);
  }
  return [...settings.values()];
}

function setting(rule: string, index: number, parameters: RuleParameters): RuleEntrant {
  return { is: 'rule', name: `${rule}#${index}`, rule, parameters };
}

const meanCost = (results: readonly EpisodeResult[]): number => mean(results.map(costPerMiB));

/** The index of the least value. */
function least(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value < at(values, best) ? index : best), 0);
}

/** @param kernelCosts mean cost of the kernel on each scenario, in their order. */
function judgeRule(
  rule: string,
  settings: readonly RuleParameters[],
  scenarios: readonly string[],
  kernelCosts: readonly number[],
  results: readonly EpisodeResult[],
): TunedRule {
  const cells = settings.map((_, index) => {
    const own = results.filter(({ contender }) => contender === setting(rule, index, {}).name);
    return scenarios.map((scenario) => own.filter((one) => one.scenario === scenario));
  });
  const costs = cells.map((row) => row.map(meanCost));
  const relative = costs.map((row) => mean(row.map((cost, k) => cost / at(kernelCosts, k))));
  const spent = (row: readonly EpisodeResult[]): number => row.reduce((sum, { decisions }) => sum + decisions, 0);
  const trials = settings.flatMap((parameters, index) => [
    ...scenarios.map((scenarioSet, k) => ({
      ...{ rule, scenarioSet, parameters },
      cost: at(at(costs, index), k),
      decisions: spent(at(at(cells, index), k)),
    })),
    // A mean of the trials above: nothing more was spent.
    { rule, scenarioSet: ALL, parameters, cost: at(relative, index), decisions: 0 },
  ]);
  const bestOn = (k: number): RuleParameters => at(settings, least(costs.map((row) => at(row, k))));
  return {
    rule,
    defaults: at(settings, 0),
    oneSetting: at(settings, least(relative)),
    byScenario: Object.fromEntries(scenarios.map((scenario, k) => [scenario, bestOn(k)])),
    settings: settings.length,
    decisions: spent(cells.flat(2)),
    trials,
  };
}

/** Tunes every rule of a plan. Deterministic from its seed. @throws FoliotuneError when it is told to stop. */
export async function tuneRules(plan: TuningPlan, hooks: EpisodeHooks = {}): Promise<TunedRule[]> {
  const { rules, scenarios, budget, seed } = plan;
  if (rules.length === 0) return [];
  const seeds = tuningSeeds(seed, EPISODES);
  const episodes = scenarios.flatMap((scenario) => seeds.map((one) => ({ scenario, seed: one })));
  const scale = await runTasks(
    episodes.map((episode) => ({ ...episode, entrants: [KERNEL_ENTRANT] })),
    hooks.shouldStop ? { shouldStop: hooks.shouldStop } : {},
  );
  const decisionsOfTrial = scale.reduce((sum, { decisions }) => sum + decisions, 0);
  const count = Math.max(1, Math.floor(budget / decisionsOfTrial));
  const settings = rules.map((rule) => settingsOf(rule, count, seed));
  const tasks: EpisodeTask[] = rules.flatMap((rule, r) => {
    const entrants = at(settings, r).map((parameters, index) => setting(rule, index, parameters));
    return episodes.map((episode) => ({ ...episode, entrants }));
  });
  const results = await runTasks(tasks, hooks);
  const kernelCosts = scenarios.map((scenario) => meanCost(scale.filter((one) => one.scenario === scenario)));
  return rules.map((rule, r) => judgeRule(rule, at(settings, r), scenarios, kernelCosts, results));
}
