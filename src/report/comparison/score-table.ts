import { rangeText } from '../../core/number-text.js';
import type { Comparison } from '../../evaluation/comparison.js';
import type { Standing } from '../../evaluation/standing.js';
import { type Column, table } from '../terminal/table.js';

/** Of one scenario with two decimals, "-" where there is none. */
export function scoreText(score: number | null): string {
  return score === null ? '-' : score.toFixed(2);
}

/** Of a suite, where the best stand close together, with three. */
export function suiteScoreText(score: number | null): string {
  return score === null ? '-' : score.toFixed(3);
}

/** The interval of a suite's score. */
export function scoreInterval({ low, high }: Standing['score']): string {
  return rangeText(low, high, suiteScoreText);
}

/** "zen3-ptdma/tiering-flood-v2" → "tiering-flood", for a column's title. */
function shortScenario(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/-v\d+(?=\?|$)/, '');
}

/** How the tables call a scenario: where all are on one platform, without it. */
export function scenarioLabel(name: string, among: readonly string[]): string {
  const platform = (one: string): string => one.slice(0, one.lastIndexOf('/') + 1);
  return among.every((one) => platform(one) === platform(name))
    ? shortScenario(name)
    : `${platform(name)}${shortScenario(name)}`;
}

const us = (value: number): string => value.toFixed(1);

const scores = (scenarios: readonly string[]): readonly Column<Standing>[] => [
  { title: 'policy', cell: ({ name }) => name },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'score', cell: ({ score }) => suiteScoreText(score.iqm) },
  { title: '95 % interval', cell: ({ score }) => scoreInterval(score) },
  { title: 'mean', cell: ({ score }) => suiteScoreText(score.mean) },
  { title: 'n', cell: ({ score }) => score.n },
  { title: 'worst', cell: ({ worst }) => scoreText(worst?.score ?? null) },
  { title: 'on scenario', cell: ({ worst }) => (worst ? scenarioLabel(worst.scenario, scenarios) : '-') },
  { title: '÷ kernel', cell: ({ harms }) => harms[0]?.ratio.toFixed(2) ?? '-' },
];

const COSTS: readonly Column<Standing>[] = [
  { title: 'policy', cell: ({ name }) => name },
  { title: 'total', cell: ({ costs }) => us(costs.total) },
  { title: 'stall', cell: ({ costs }) => us(costs.stall) },
  { title: 'delay', cell: ({ costs }) => us(costs.delay) },
  { title: 'cpu', cell: ({ costs }) => us(costs.cpu) },
  { title: 'bandwidth', cell: ({ costs }) => us(costs.bandwidth) },
  { title: 'fairness', cell: ({ costs }) => us(costs.fairness) },
  { title: 'GB/s', cell: ({ metrics }) => metrics.throughputGBps.toFixed(2) },
  { title: 'p99 ms', cell: ({ metrics }) => (metrics.p99LatencyNs / 1e6).toFixed(2) },
  { title: 'first folio us', cell: ({ metrics }) => us(metrics.medianFirstFolioNs / 1e3) },
];

const LATENCIES: readonly Column<Standing>[] = [
  { title: 'policy', cell: ({ name }) => name },
  { title: 'first folio p50', cell: ({ metrics }) => us(metrics.medianFirstFolioNs / 1e3) },
  { title: 'first folio p99', cell: ({ metrics }) => us(metrics.p99FirstFolioNs / 1e3) },
  { title: 'blackout mean', cell: ({ metrics }) => us(metrics.meanBlackoutNs / 1e3) },
  { title: 'blackout p99', cell: ({ metrics }) => us(metrics.p99BlackoutNs / 1e3) },
];

/** Scores of the suite, one line a policy. */
export function scoreTable(policies: readonly Standing[], columns: number): string {
  const scenarios = policies[0]?.byScenario.map(({ scenario }) => scenario) ?? [];
  return table(scores(scenarios), policies, columns);
}

/** Cost terms [core-µs/MiB] and what is reported whatever the weights. */
export function costTable(policies: readonly Standing[], columns: number): string {
  return table(COSTS, policies, columns);
}

/** What the latency table shows, for its heading. */
export const LATENCY_TITLE =
  "Latency [us]: from a request's arrival to its first folio's return, and how long folios stay unmapped";

/** First-folio latency and blackout [µs], means over the episodes. */
export function latencyTable(policies: readonly Standing[], columns: number): string {
  return table(LATENCIES, policies, columns);
}

/** Mean score of every policy on every scenario. */
export function scenarioTable({ scenarios, policies }: Pick<Comparison, 'scenarios' | 'policies'>, columns: number) {
  const titles: Column<Standing>[] = scenarios.map((scenario, k) => ({
    title: scenarioLabel(scenario, scenarios),
    cell: ({ byScenario }) => scoreText(byScenario[k]?.score ?? null),
  }));
  return table([{ title: 'policy', cell: ({ name }) => name, shrinks: true }, ...titles], policies, columns);
}
