import { at } from '../core/errors.js';
import type { AccountMetrics } from '../episodes/account-metrics.js';
import type { ContenderKind } from '../episodes/contender.js';
import type { EpisodeMetrics, EpisodeResult } from '../episodes/run-episode.js';
import { COST_TERMS, type CostTerm } from '../sim/state/cost-terms.js';
import { mean } from '../statistics/mean.js';
import type { ScoreTable } from '../statistics/score-table.js';
import { jointBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { runOf, suiteMean, suiteScore } from '../statistics/suite-score.js';
import { type ComparisonPlan, kernelOf, trainingsOf } from './comparison-plan.js';
import { type CostsBeside, type Harm, harmsOf, type WorstRatio, worstRatio } from './harm.js';
import { type Entered, type ResultTable, repeated } from './result-table.js';
import { costPerMiB, type ScenarioScale } from './score.js';

/** Cost terms and their weighted sum [core-µs/MiB]. */
export type MeanCosts = Readonly<Record<CostTerm | 'total', number>>;

/** A suite's score (statistics/suite-score.ts); null where nothing was scored, or no spread is known of one seed. */
export interface ScoreSummary {
  /** Interquartile mean with its 95 % interval. */
  readonly iqm: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Mean, in which the worst scenarios count as well. */
  readonly mean: number | null;
  /** Episodes behind it. */
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

/** One of several trainings of a policy. */
export interface Member {
  readonly name: string;
  /** Score of this training alone; null where nothing was scored. */
  readonly iqm: number | null;
  readonly worst: ScenarioScore | null;
  /** The scenario on which it costs most beside today's kernel. */
  readonly harm: WorstRatio;
}

export interface ScenarioScore {
  readonly scenario: string;
  readonly score: number;
}

/** How one contender did on the whole suite. */
export interface Standing {
  readonly name: string;
  readonly kind: ContenderKind;
  readonly score: ScoreSummary;
  /** The scored scenario with the least mean score. */
  readonly worst: ScenarioScore | null;
  /** Scenarios on which it costs more than today's kernel; the first is the worst, even where it costs less. */
  readonly harms: readonly Harm[];
  /** The trainings it stands for; none where it is one policy. */
  readonly members: readonly Member[];
  /** Means over scenarios of means over seeds. */
  readonly costs: MeanCosts;
  readonly metrics: EpisodeMetrics;
  /** Means over the scenarios that have CPU accounts; absent where none has. */
  readonly accounts?: AccountMetrics;
  readonly byScenario: readonly ScenarioStanding[];
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function summaryOf(scores: ScoreTable, toGain: ScoreTable, seed: number, runs: number): ScoreSummary {
  if (scores.length === 0) return { iqm: null, low: null, high: null, mean: null, n: 0 };
  const statistic = ([own = [], toWin]: readonly ScoreTable[]): number => suiteScore(own, runs, toWin);
  const tables = [scores, toGain.map((row) => repeated(row, runs))];
  const { estimate, low, high, n } = jointBootstrapInterval(statistic, tables, { seed, runs });
  return { iqm: estimate, low: finiteOrNull(low), high: finiteOrNull(high), mean: suiteMean(scores, runs), n };
}

/** Mean over scenarios of the mean over seeds. */
function meanOf(cells: readonly (readonly EpisodeResult[])[], value: (one: EpisodeResult) => number): number {
  return mean(cells.map((seeds) => mean(seeds.map(value))));
}

function costsOf(cells: readonly (readonly EpisodeResult[])[]): MeanCosts {
  const terms = COST_TERMS.map((term) => [term, meanOf(cells, ({ terms: t, mib }) => t[term] / mib / 1e3)]);
  return Object.fromEntries([...terms, ['total', meanOf(cells, costPerMiB)]]) as MeanCosts;
}

function metricsOf(cells: readonly (readonly EpisodeResult[])[]): EpisodeMetrics {
  const names = Object.keys(at(at(cells, 0), 0).metrics) as (keyof EpisodeMetrics)[];
  const means = names.map((name) => [name, meanOf(cells, ({ metrics }) => metrics[name])]);
  return Object.fromEntries(means) as EpisodeMetrics;
}

/** The scored scenario of least mean score. */
function worstOf(scenarios: readonly string[], scores: ScoreTable): ScenarioScore | null {
  const ranked = scores.map((row, k) => ({ scenario: at(scenarios, k), score: mean(row) }));
  return ranked.sort((a, b) => a.score - b.score)[0] ?? null;
}

/** Each training by itself. @param beside what it cost on every scenario, scored or not. */
function membersOf(
  { members = [] }: Entered,
  scored: readonly string[],
  scores: ScoreTable,
  beside: readonly CostsBeside[],
): Member[] {
  return members.map((name, run) => {
    const own = runOf(scores, run, members.length);
    const iqm = own.length === 0 ? null : suiteScore(own);
    return { name, iqm, worst: worstOf(scored, own), harm: worstRatio(beside, run, members.length) };
  });
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

/** One contender on the whole suite, as its results say. @param scores its own; @param toGain the reference's. */
export function standingOf(
  table: ResultTable,
  plan: ComparisonPlan,
  scales: readonly ScenarioScale[],
  entered: Entered,
  { scores, toGain }: { readonly scores: ScoreTable; readonly toGain: ScoreTable },
): Standing {
  const { name, kind } = entered;
  const runs = trainingsOf(entered);
  const scored = scales.filter((scale) => scale.scored).map(({ scenario }) => scenario);
  const beside = plan.scenarios.map((scenario) => ({
    scenario,
    costs: table.costs(entered, scenario),
    kernel: repeated(table.costs(kernelOf(plan), scenario), runs),
  }));
  const byScenario = beside.map(({ scenario, costs }) => {
    const row = scores[scored.indexOf(scenario)];
    return { scenario, score: row ? mean(row) : null, cost: mean(costs) };
  });
  const cells = plan.scenarios.map((scenario) => table.of(entered, scenario));
  const accounts = accountMeans(cells);
  return {
    ...{ name, kind },
    score: summaryOf(scores, toGain, plan.seed, runs),
    worst: worstOf(scored, scores),
    harms: harmsOf(beside, runs, plan.seed),
    members: membersOf(entered, scored, scores, beside),
    costs: costsOf(cells),
    metrics: metricsOf(cells),
    ...(accounts && { accounts }),
    byScenario,
  };
}
