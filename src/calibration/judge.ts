import { invariant } from '../core/errors.js';
import { type ClosedForm, closedForm } from '../migration/closed-form.js';
import { syncCopyNs } from '../migration/sync-copy.js';
import { type CopyPlan, SERIAL_COPY } from '../migration/vocabulary.js';
import type { Platform } from '../platform/platform.js';
import type { Metric } from './metric.js';
import type { MeasuredCell } from './table.js';

/** A measured cell beside what the law gives for it. */
export interface JudgedCell {
  readonly file: string;
  readonly line: number;
  readonly config: string;
  readonly folioBytes: number;
  readonly folios: number;
  readonly threads: number;
  readonly channels: number;
  readonly metric: Metric;
  readonly measured: number;
  readonly stddev: number;
  readonly simulated: number;
  /** (simulated − measured) ÷ measured; for a share the plain difference. */
  readonly error: number;
  /** Within max(2 SD, 10 %) of the measured value; for a share within 5 points. */
  readonly withinTolerance: boolean;
}

/** Means and medians over the cells, as fractions, and the share of cells within tolerance. */
export interface Judgement {
  readonly meanAbsError: number;
  readonly medianAbsError: number;
  readonly withinTolerance: number;
  readonly cells: readonly JudgedCell[];
}

/** Requests of the published tables go from the first node to the second. */
export const SOURCE = 0;
export const TARGET = 1;
/** The benchmark that moves the pages is one thread. */
const BENCHMARK_CPUS = 1;

/** `check-cells.ts` has refused cells that a platform without a clock or an engine cannot have been measured in. */
function cyclesPerPage(platform: Platform, cell: MeasuredCell, ns: number): number {
  invariant(platform.clock, 'cycles are counted on a platform with a clock');
  const pages = (cell.folioBytes * cell.folios) / platform.basePage.value;
  return (ns * platform.clock.value) / pages;
}

function latencyOf(platform: Platform, bytes: number): number {
  const [device] = platform.dma;
  invariant(device, 'a copy by DMA is on a platform with an engine');
  return syncCopyNs(platform, device, bytes);
}

function lawOf(platform: Platform, cell: MeasuredCell, plan: CopyPlan): ClosedForm {
  const { folioBytes, folios } = cell;
  return closedForm(platform, { folioBytes, folios, source: SOURCE, target: TARGET, mmCpus: BENCHMARK_CPUS }, plan);
}

/** What the law gives for a cell, in the cell's unit. */
export function simulateCell(platform: Platform, cell: MeasuredCell): number {
  if (cell.metric === 'copy-latency') return latencyOf(platform, cell.folioBytes);
  const law = lawOf(platform, cell, cell.plan);
  switch (cell.metric) {
    case 'throughput':
      return law.throughputGBps;
    case 'time':
      return law.totalNs;
    case 'copy-share':
      return law.phasesNs.copy / law.totalNs;
    case 'cycles-per-page':
      return cyclesPerPage(platform, cell, law.totalNs);
    case 'copy-cycles-per-page':
      return cyclesPerPage(platform, cell, law.phasesNs.setup + law.phasesNs.copy);
    case 'speed-up':
      return law.throughputGBps / lawOf(platform, cell, SERIAL_COPY).throughputGBps;
    default:
      return cell.metric satisfies never;
  }
}

function judgeCell(platform: Platform, cell: MeasuredCell): JudgedCell {
  const simulated = simulateCell(platform, cell);
  const share = cell.metric === 'copy-share';
  const error = share ? simulated - cell.measured : simulated / cell.measured - 1;
  const tolerance = share ? 0.05 : Math.max((2 * cell.stddev) / cell.measured, 0.1);
  return {
    file: cell.file,
    line: cell.line,
    config: cell.config,
    folioBytes: cell.folioBytes,
    folios: cell.folios,
    threads: cell.plan.workers,
    channels: cell.plan.channels,
    metric: cell.metric,
    measured: cell.measured,
    stddev: cell.stddev,
    simulated,
    error,
    withinTolerance: Math.abs(error) <= tolerance,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Compares the law with every cell. */
export function judge(platform: Platform, cells: readonly MeasuredCell[]): Judgement {
  return judgementOf(cells.map((cell) => judgeCell(platform, cell)));
}

/** Sums up judged cells, whichever fits they were judged by. */
export function judgementOf(judged: readonly JudgedCell[]): Judgement {
  const errors = judged.map((cell) => Math.abs(cell.error));
  return {
    meanAbsError: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    medianAbsError: median(errors),
    withinTolerance: judged.filter((cell) => cell.withinTolerance).length / judged.length,
    cells: judged,
  };
}
