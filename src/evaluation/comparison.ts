import { at, invariant } from '../core/errors.js';
import type { AccountMetrics } from '../episodes/account-metrics.js';
import type { ContenderKind } from '../episodes/contender.js';
import type { EpisodeMetrics, EpisodeResult } from '../episodes/run-episode.js';
import { COST_TERMS, type CostTerm } from '../sim/state/cost-terms.js';
import { mean } from '../statistics/mean.js';
import type { ScoreTable } from '../statistics/score-table.js';
import { jointBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { runOf, suiteMean, suiteScore } from '../statistics/suite-score.js';
import type { GainToWin } from './gain-to-win.js';
import { type CostsBeside, type Harm, harmsOf, type WorstRatio, worstRatio } from './harm.js';
import { type BeatenReference, beatenReference } from './reference-check.js';
import { type Entered, ResultTable, repeated } from './result-table.js';
import { costPerMiB, type ScenarioScale, scenarioScale, scoresOn } from './score.js';

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

export interface Comparison {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly scales: readonly ScenarioScale[];
  /** In the order in which they were entered. */
  readonly policies: readonly Standing[];
  /** Scores by contender, [scored scenario][seed]; of several trainings, [scored scenario][training × seed]. */
  readonly scores: ReadonlyMap<string, ScoreTable>;
  /** What there was to gain, in the same units: the reference's scores. [scored scenario][seed] */
  readonly toGain: ScoreTable;
  /** Scenarios whose reference seems to be beaten by more than noise. */
  readonly beaten: readonly BeatenReference[];
}

export interface ComparisonPlan {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly entered: readonly Entered[];
  /** Names of the entered by whom the score is measured; any other reference is only listed. */
  readonly measures: readonly string[];
  /** What there is to win on a scenario, measured on episodes of its own. */
  readonly toWin?: ReadonlyMap<string, GainToWin>;
  /** Of the bootstrap. */
  readonly seed: number;
}

function kernelOf({ entered }: ComparisonPlan): Entered {
  const kernel = entered.find(({ kind }) => kind === 'kernel');
  invariant(kernel, 'the kernel takes part');
  return kernel;
}

const runsOf = ({ members = [] }: Pick<Entered, 'members'>): number => Math.max(1, members.length);

function scaleOf(table: ResultTable, plan: ComparisonPlan, scenario: string): ScenarioScale {
  const references = plan.measures.map((name) => ({ name, costs: table.costs({ name }, scenario) }));
  const kernel = table.costs(kernelOf(plan), scenario);
  return scenarioScale(scenario, kernel, references, plan.toWin?.get(scenario));
}

/** Scores of the reference of each scored scenario. */
function toGainOn(table: ResultTable, plan: ComparisonPlan, scales: readonly ScenarioScale[]): ScoreTable {
  return scales
    .filter(({ scored }) => scored)
    .map((scale) => {
      const reference = table.costs({ name: scale.reference ?? '' }, scale.scenario);
      return scoresOn(scale, table.costs(kernelOf(plan), scale.scenario), reference);
    });
}

function scoresIn(table: ResultTable, plan: ComparisonPlan, scales: readonly ScenarioScale[], entered: Entered) {
  const kernel = kernelOf(plan);
  return scales
    .filter(({ scored }) => scored)
    .map((scale) => {
      const beside = repeated(table.costs(kernel, scale.scenario), runsOf(entered));
      return scoresOn(scale, beside, table.costs(entered, scale.scenario));
    });
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

function standingOf(
  table: ResultTable,
  plan: ComparisonPlan,
  scales: readonly ScenarioScale[],
  entered: Entered,
  { scores, toGain }: { readonly scores: ScoreTable; readonly toGain: ScoreTable },
): Standing {
  const { name, kind } = entered;
  const runs = runsOf(entered);
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

/** Where somebody does better than the reference that measures everybody. */
function beatenReferences(
  table: ResultTable,
  plan: ComparisonPlan,
  scales: readonly ScenarioScale[],
): BeatenReference[] {
  const others = plan.entered.filter(({ kind }) => kind !== 'reference');
  const policies = others.flatMap(({ name, members = [name] }) => members);
  return scales.flatMap(({ scenario, reference: name }) => {
    if (name === null) return [];
    const costsOf = (policy: string) => ({ name: policy, costs: table.costs({ name: policy }, scenario) });
    const beaten = beatenReference(scenario, costsOf(name), policies.map(costsOf), plan.seed);
    return beaten ? [beaten] : [];
  });
}

/** Puts the results of all contenders on the same scenarios and seeds side by side. */
export function compareResults(plan: ComparisonPlan, results: readonly EpisodeResult[]): Comparison {
  const table = new ResultTable(plan.seeds, results);
  const scales = plan.scenarios.map((scenario) => scaleOf(table, plan, scenario));
  const scores = new Map(plan.entered.map((one) => [one.name, scoresIn(table, plan, scales, one)]));
  const toGain = toGainOn(table, plan, scales);
  const standing = (one: Entered): Standing =>
    standingOf(table, plan, scales, one, { scores: scores.get(one.name) ?? [], toGain });
  return {
    scenarios: plan.scenarios,
    seeds: plan.seeds,
    scales,
    policies: plan.entered.map(standing),
    scores,
    toGain,
    beaten: beatenReferences(table, plan, scales),
  };
}
