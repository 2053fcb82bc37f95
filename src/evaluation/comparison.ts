import { at, invariant } from '../core/errors.js';
import { COST_TERMS, type CostTerm } from '../sim/cost-terms.js';
import type { AccountMetrics } from './account-metrics.js';
import type { ContenderKind } from './contender.js';
import type { EpisodeMetrics, EpisodeResult } from './rollout.js';
import { costPerMiB, type ScenarioScale, scenarioScale, scoresOn } from './score.js';
import { interquartileMean } from './statistics/interquartile-mean.js';
import { mean } from './statistics/mean.js';
import { pooled, type ScoreTable } from './statistics/score-table.js';
import { bootstrapInterval } from './statistics/stratified-bootstrap.js';

/** Cost terms and their weighted sum [core-µs/MiB]. */
export type MeanCosts = Readonly<Record<CostTerm | 'total', number>>;

/** Interquartile mean of scores with its 95 % interval; null where nothing was scored or one seed shows no spread. */
export interface ScoreSummary {
  readonly iqm: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** How one contender did on one scenario. */
export interface ScenarioStanding {
  readonly scenario: string;
  /** Mean over the seeds; null where the scenario gives no score. */
  readonly score: number | null;
  /** Mean over the seeds [core-µs/MiB]. */
  readonly cost: number;
}

/** How one contender did on the whole suite. */
export interface Standing {
  readonly name: string;
  readonly kind: ContenderKind;
  readonly score: ScoreSummary;
  /** The scored scenario with the least mean score. */
  readonly worst: { readonly scenario: string; readonly score: number } | null;
  /** Means over scenarios of means over seeds. */
  readonly costs: MeanCosts;
  readonly metrics: EpisodeMetrics;
  /** Means over the scenarios that have CPU accounts; absent where none has. */
  readonly accounts?: AccountMetrics;
  readonly byScenario: readonly ScenarioStanding[];
}

export interface Comparison {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly scales: readonly ScenarioScale[];
  /** In the order in which they were entered. */
  readonly policies: readonly Standing[];
  /** Scores by contender, [scored scenario][seed]. */
  readonly scores: ReadonlyMap<string, ScoreTable>;
}

export interface Entered {
  readonly name: string;
  readonly kind: ContenderKind;
}

export interface ComparisonPlan {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly entered: readonly Entered[];
  /** Names of the entered by whom the score is measured; any other reference is only listed. */
  readonly measures: readonly string[];
  /** Of the bootstrap. */
  readonly seed: number;
}

/** Results by contender, scenario and seed. */
class ResultTable {
  readonly #cells: ReadonlyMap<string, EpisodeResult>;
  readonly #plan: ComparisonPlan;

  constructor(plan: ComparisonPlan, results: readonly EpisodeResult[]) {
    this.#plan = plan;
    this.#cells = new Map(results.map((one) => [`${one.contender}\n${one.scenario}\n${one.seed}`, one]));
  }

  /** One result a seed, in the plan's order. */
  of(contender: string, scenario: string): readonly EpisodeResult[] {
    return this.#plan.seeds.map((seed) => {
      const result = this.#cells.get(`${contender}\n${scenario}\n${seed}`);
      invariant(result, `${contender} ran on ${scenario} with seed ${seed}`);
      return result;
    });
  }

  costs(contender: string, scenario: string): number[] {
    return this.of(contender, scenario).map(costPerMiB);
  }
}

function kernelOf({ entered }: ComparisonPlan): string {
  const kernel = entered.find(({ kind }) => kind === 'kernel');
  invariant(kernel, 'the kernel takes part');
  return kernel.name;
}

function scaleOf(table: ResultTable, plan: ComparisonPlan, scenario: string): ScenarioScale {
  const references = plan.measures.map((name) => ({ name, costs: table.costs(name, scenario) }));
  return scenarioScale(scenario, table.costs(kernelOf(plan), scenario), references);
}

function scoreTable(table: ResultTable, plan: ComparisonPlan, scales: readonly ScenarioScale[], name: string) {
  const kernel = kernelOf(plan);
  return scales
    .filter(({ scored }) => scored)
    .map((scale) => scoresOn(scale, table.costs(kernel, scale.scenario), table.costs(name, scale.scenario)));
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function summaryOf(scores: ScoreTable, seed: number): ScoreSummary {
  if (scores.length === 0) return { iqm: null, low: null, high: null, n: 0 };
  const { estimate, low, high, n } = bootstrapInterval((table) => interquartileMean(pooled(table)), scores, { seed });
  return { iqm: estimate, low: finiteOrNull(low), high: finiteOrNull(high), n };
}

/** Mean over scenarios of the mean over seeds. */
function suiteMean(cells: readonly (readonly EpisodeResult[])[], value: (one: EpisodeResult) => number): number {
  return mean(cells.map((seeds) => mean(seeds.map(value))));
}

function costsOf(cells: readonly (readonly EpisodeResult[])[]): MeanCosts {
  const terms = COST_TERMS.map((term) => [term, suiteMean(cells, ({ terms: t, mib }) => t[term] / mib / 1e3)]);
  return Object.fromEntries([...terms, ['total', suiteMean(cells, costPerMiB)]]) as MeanCosts;
}

function metricsOf(cells: readonly (readonly EpisodeResult[])[]): EpisodeMetrics {
  const names = Object.keys(at(at(cells, 0), 0).metrics) as (keyof EpisodeMetrics)[];
  const means = names.map((name) => [name, suiteMean(cells, ({ metrics }) => metrics[name])]);
  return Object.fromEntries(means) as EpisodeMetrics;
}

function accountMeans(cells: readonly (readonly EpisodeResult[])[]): AccountMetrics | undefined {
  const metrics = cells.map((seeds) => seeds.flatMap(({ accounts }) => (accounts ? [accounts.metrics] : [])));
  const known = metrics.filter(({ length }) => length > 0);
  const first = known[0]?.[0];
  if (!first) return undefined;
  const names = Object.keys(first) as (keyof AccountMetrics)[];
  const means = names.map((name) => [name, mean(known.map((seeds) => mean(seeds.map((one) => one[name]))))]);
  return Object.fromEntries(means) as AccountMetrics;
}

function standingOf(
  table: ResultTable,
  plan: ComparisonPlan,
  scales: readonly ScenarioScale[],
  entered: Entered,
  scores: ScoreTable,
): Standing {
  const scored = scales.filter((scale) => scale.scored).map(({ scenario }) => scenario);
  const byScenario = plan.scenarios.map((scenario) => {
    const row = scores[scored.indexOf(scenario)];
    return { scenario, score: row ? mean(row) : null, cost: mean(table.costs(entered.name, scenario)) };
  });
  const ranked = byScenario
    .flatMap(({ scenario, score }) => (score === null ? [] : { scenario, score }))
    .sort((a, b) => a.score - b.score);
  const cells = plan.scenarios.map((scenario) => table.of(entered.name, scenario));
  const accounts = accountMeans(cells);
  return {
    ...entered,
    score: summaryOf(scores, plan.seed),
    worst: ranked[0] ?? null,
    costs: costsOf(cells),
    metrics: metricsOf(cells),
    ...(accounts && { accounts }),
    byScenario,
  };
}

/** Puts the results of all contenders on the same scenarios and seeds side by side. */
export function compareResults(plan: ComparisonPlan, results: readonly EpisodeResult[]): Comparison {
  const table = new ResultTable(plan, results);
  const scales = plan.scenarios.map((scenario) => scaleOf(table, plan, scenario));
  const scores = new Map(plan.entered.map(({ name }) => [name, scoreTable(table, plan, scales, name)]));
  return {
    scenarios: plan.scenarios,
    seeds: plan.seeds,
    scales,
    policies: plan.entered.map((one) => standingOf(table, plan, scales, one, scores.get(one.name) ?? [])),
    scores,
  };
}
