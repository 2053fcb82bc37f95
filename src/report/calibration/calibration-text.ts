import type { Calibration, FittedParameter } from '../../calibration/calibrate.js';
import type { JudgedCell, Judgement } from '../../calibration/judge.js';
import type { Metric } from '../../calibration/metric.js';
import type { SkippedRow } from '../../calibration/table.js';
import { percent, significant } from '../../core/number-text.js';
import { formatBytes, formatDuration } from '../../core/units.js';
import { table } from '../terminal/table.js';

/** Cells that are listed, the worst first. */
const SHOWN_WORST = 10;
/** Significant ones of values and parameters. */
const DIGITS = 4;

const short = (value: number): string => significant(value, DIGITS);

/** "131 cells: mean error 4.3 %, …". */
function errorText({ cells, meanAbsError, medianAbsError, withinTolerance }: Judgement): string {
  const within = `${percent(withinTolerance)} within max(2 SD, 10 %)`;
  return `${cells.length} cells: mean error ${percent(meanAbsError)}, median ${percent(medianAbsError)}, ${within}`;
}

interface CellRow {
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
function worstRows(cells: readonly JudgedCell[]): CellRow[] {
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

interface ParameterRow {
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

function parameterRows({ parameters, spare }: Pick<Calibration, 'parameters' | 'spare'>): ParameterRow[] {
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
function openQuestions({
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
function skippedText(skipped: readonly SkippedRow[]): string[] {
  const reasons = [...new Set(skipped.map(({ why }) => why))];
  return reasons.map((why) => {
    const places = skipped
      .filter((row) => row.why === why)
      .map(({ file, line }) => `${file.split('/').at(-1)}:${line}`);
    return `skipped ${places.slice(0, 3).join(', ')}${places.length > 3 ? ` and ${places.length - 3} more` : ''}: ${why}`;
  });
}

/** A calibration without the file it makes. */
type Findings = Omit<Calibration, 'platformJson'>;

/** A column for each member of a row, titled with its name. */
function columnsOf<Row extends object>(row: Row | undefined) {
  return Object.keys(row ?? {}).map((title) => ({
    title,
    cell: (one: Row) => String(one[title as keyof Row]),
  }));
}

/** What a fit, or a judgement, of a platform came to. @param columns width of the terminal; Infinity cuts nothing. */
export function calibrationText(result: Findings, skipped: readonly SkippedRow[], columns: number): string {
  const { holdout } = result;
  const lines = [errorText(result)];
  if (holdout) lines.push(`held out, ${errorText(holdout)}`);
  const worst = worstRows((holdout ?? result).cells);
  lines.push(
    '',
    holdout ? 'Held-out cells missed most (! out of tolerance)' : 'Cells missed most (! out of tolerance)',
  );
  lines.push(table(columnsOf(worst[0]), worst, columns));
  const rows = parameterRows(result);
  if (rows.length > 0) lines.push('', 'Parameters, with 95 % intervals', table(columnsOf(rows[0]), rows, columns));
  const remarks = [...openQuestions(result), ...skippedText(skipped)];
  return [...lines, ...(remarks.length > 0 ? ['', ...remarks] : [])].join('\n');
}
