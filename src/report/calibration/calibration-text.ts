import type { Calibration, FittedParameter } from '../../calibration/calibrate.js';
import type { JudgedCell, Judgement } from '../../calibration/judge.js';
import type { Metric } from '../../calibration/metric.js';
import type { SkippedRow } from '../../calibration/table.js';
import { percent, significant } from '../../core/number-text.js';
import { formatBytes, formatDuration } from '../../core/units.js';

/** What the text of a calibration lists, as rows for a table; and its sentences. */
const SHOWN_WORST = 10;
const DIGITS = 4;

const short = (value: number): string => significant(value, DIGITS);

/** "131 cells: mean error 4.3 %, …". */
export function errorText({ cells, meanAbsError, medianAbsError, withinTolerance }: Judgement): string {
  const within = `${percent(withinTolerance)} within max(2 SD, 10 %)`;
  return `${cells.length} cells: mean error ${percent(meanAbsError)}, median ${percent(medianAbsError)}, ${within}`;
}

export interface CellRow {
  readonly row: string;
  readonly config: string;
  readonly movers: string;
  readonly folios: string;
  readonly measured: string;
  readonly simulated: string;
  readonly error: string;
}

const VALUE_TEXT: Readonly<Record<Metric, (value: number) => string>> = {
  throughput: (value) => `${short(value)} GB/s`,
  time: formatDuration,
  'copy-share': percent,
  'cycles-per-page': (value) => `${short(value)} cycles/page`,
  'copy-cycles-per-page': (value) => `${short(value)} cycles/page`,
  'copy-latency': formatDuration,
  'speed-up': (value) => `${short(value)}x`,
};

/** Cells that the law misses most. */
export function worstRows(cells: readonly JudgedCell[]): CellRow[] {
  const worst = [...cells].sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, SHOWN_WORST);
  return worst.map((cell) => {
    const spread = cell.stddev > 0 ? ` ± ${short(cell.stddev)}` : '';
    const points = cell.metric === 'copy-share' ? ' points' : '';
    return {
      row: `${cell.file.split('/').at(-1)}:${cell.line}`,
      config: cell.config,
      movers: cell.channels > 0 ? `${cell.channels} ch` : `${cell.threads} thr`,
      folios: `${cell.folios} × ${formatBytes(cell.folioBytes)}`,
      measured: VALUE_TEXT[cell.metric](cell.measured) + spread,
      simulated: VALUE_TEXT[cell.metric](cell.simulated),
      error: `${cell.error > 0 ? '+' : ''}${percent(cell.error)}${points}${cell.withinTolerance ? '' : ' !'}`,
    };
  });
}

export interface ParameterRow {
  readonly path: string;
  readonly value: string;
  readonly interval: string;
  readonly known: string;
}

function knownText({ identified, atBound, standardError }: FittedParameter, spare: number | null): string {
  if (spare !== null && spare <= 0) return 'nothing can be concluded';
  if (standardError === null) return 'no cell depends on it';
  const place = atBound ? 'at its bound' : '';
  return [place, identified ? '' : 'not identified'].filter(Boolean).join(', ') || 'yes';
}

export function parameterRows({ parameters, spare }: Pick<Calibration, 'parameters' | 'spare'>): ParameterRow[] {
  return parameters.map((parameter) => {
    const { path, value, unit = '', low, high } = parameter;
    return {
      path,
      value: `${short(value)}${unit}`,
      interval: `${short(low)} to ${short(high)}`,
      known: knownText(parameter, spare),
    };
  });
}

const SATURATED =
  'nothing can be concluded: the cells are met by construction, as there are no more different measurements than numbers ' +
  'fitted to them; measure more sizes, counts and movers, or take the bounds off numbers that are known from elsewhere';

/** What the tables leave open: parameters without a useful interval, and pairs that go together. */
export function openQuestions({
  parameters,
  spare,
  correlations,
}: Pick<Calibration, 'parameters' | 'spare' | 'correlations'>): string[] {
  if (spare !== null && spare <= 0) return [SATURATED];
  const unknown = parameters.filter(({ identified }) => !identified).map(({ path }) => path);
  const pairs = correlations.map(({ a, b, rho }) => `${a} and ${b} go together (correlation ${rho.toFixed(2)})`);
  return [...(unknown.length > 0 ? [`the tables do not identify: ${unknown.join(', ')}`] : []), ...pairs];
}

/** Skipped rows, the same reason once. */
export function skippedText(skipped: readonly SkippedRow[]): string[] {
  const reasons = [...new Set(skipped.map(({ why }) => why))];
  return reasons.map((why) => {
    const places = skipped
      .filter((row) => row.why === why)
      .map(({ file, line }) => `${file.split('/').at(-1)}:${line}`);
    return `skipped ${places.slice(0, 3).join(', ')}${places.length > 3 ? ` and ${places.length - 3} more` : ''}: ${why}`;
  });
}
