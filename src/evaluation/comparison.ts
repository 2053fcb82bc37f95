import type { EpisodeResult } from '../episodes/run-episode.js';
import type { ScoreTable } from '../statistics/score-table.js';
import { type ComparisonPlan, kernelOf, trainingsOf } from './comparison-plan.js';
import { type BeatenReference, beatenReference } from './reference-check.js';
import { type Entered, ResultTable, repeated } from './result-table.js';
import { type ScenarioScale, scenarioScale, scoresOn } from './score.js';
import { type Standing, standingOf } from './standing.js';

/** Everybody on the same scenarios and seeds, side by side. */
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
      const beside = repeated(table.costs(kernel, scale.scenario), trainingsOf(entered));
      return scoresOn(scale, beside, table.costs(entered, scale.scenario));
    });
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
