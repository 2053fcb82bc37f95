import { loadPlatform } from '../../platform/load.js';
import { type JudgedCell, judge, judgementOf } from '../judge.js';
import type { Metric } from '../metric.js';
import { cellsOf, PUBLISHED_TABLES } from '../published-tables.js';
import { fittedBlindly } from './held-out.js';
import { heldOutTargets } from './held-out-targets.js';
import { storeGains } from './store-gain.js';
import type { FidelityTarget } from './target.js';

/** Judges the platform of published tables on all of their cells, or on those of some metrics. */
function judged(tables: string, ...metrics: readonly Metric[]) {
  const published = PUBLISHED_TABLES.get(tables);
  const { cells } = judge(loadPlatform(published.platform), cellsOf(published));
  return judgementOf(metrics.length === 0 ? cells : cells.filter(({ metric }) => metrics.includes(metric)));
}

function worst(cells: readonly JudgedCell[]): number {
  return Math.max(...cells.map(({ error }) => Math.abs(error)));
}

/** Which cells share a fold moves the figure by a few tenths of a point: one draw would be met or missed by luck. */
const DRAWS = [1, 2, 3, 4, 5] as const;

function crossValidated(tables: string, folds: number): number {
  return (
    DRAWS.map(
      (seed) => fittedBlindly(tables, { kind: 'folds', folds }, seed).holdout?.meanAbsError ?? Number.NaN,
    ).reduce((sum, error) => sum + error, 0) / DRAWS.length
  );
}

type Rule = Omit<FidelityTarget, 'bound' | 'fits'>;
const atMost = (rule: Rule): FidelityTarget => ({ ...rule, bound: 'at-most', fits: false });
const atLeast = (rule: Rule): FidelityTarget => ({ ...rule, bound: 'at-least', fits: false });
const fitted = (rule: Rule): FidelityTarget => ({ ...rule, bound: 'at-most', fits: true });

function meanError(tables: string, limit: number): FidelityTarget {
  return atMost({ name: tables, what: 'mean error', limit, figure: () => judged(tables).meanAbsError });
}

/** Relative errors of the gain of non-temporal stores, by region. */
const gainErrors = (): number[] =>
  storeGains(loadPlatform('icx-2s')).map(({ measured, simulated }) => Math.abs(simulated / measured - 1));

/** Share of the regions in which the law names the faster kind of stores. */
function rightSides(): number {
  const gains = storeGains(loadPlatform('icx-2s'));
  return gains.filter(({ measured, simulated }) => measured > 1 === simulated > 1).length / gains.length;
}

/** What the shipped platforms are held to. A line adds one. */
export const FIDELITY_TARGETS: readonly FidelityTarget[] = [
  meanError('garg-v3', 0.045),
  atLeast({
    name: 'garg-v3',
    what: 'cells within max(2 SD, 10 %)',
    limit: 1,
    figure: () => judged('garg-v3', 'throughput').withinTolerance,
  }),
  atMost({
    name: 'garg-v3',
    what: 'copy shares, greatest difference',
    limit: 0.05,
    figure: () => worst(judged('garg-v3', 'copy-share').cells),
  }),
  fitted({
    name: 'garg-v3',
    what: '5-fold cross-validation, mean error of 5 draws',
    limit: 0.05,
    figure: () => crossValidated('garg-v3', 5),
  }),
  ...heldOutTargets('garg-v3'),
  meanError('garg-v2', 0.06),
  atMost({
    name: 'garg-v1',
    what: 'cycles a page of the migration, worst cell',
    limit: 0.15,
    figure: () => worst(judged('garg-v1', 'cycles-per-page').cells),
  }),
  atMost({
    name: 'garg-v1',
    what: 'cycles a page of the copy alone, worst cell',
    limit: 0.15,
    figure: () => worst(judged('garg-v1', 'copy-cycles-per-page').cells),
  }),
  meanError('dto-latency', 0.12),
  meanError('thp-2017-xeon', 0.1),
  meanError('thp-2017-power8', 0.1),
  atLeast({ name: 'arora-2021', what: 'stores: regions on the right side of the cache', limit: 1, figure: rightSides }),
  atMost({
    name: 'arora-2021',
    what: 'gain of non-temporal stores, worst region',
    limit: 0.2,
    figure: () => Math.max(...gainErrors()),
  }),
];
