import { at } from '../../core/errors.js';
import { axisNumber, axisText } from '../../study/axis.js';
import { STUDY_METRICS } from '../../study/study-metrics.js';
import type { StudyCell, StudyResult } from '../../study/study-result.js';
import { escaped, label, round, STROKES, type Stroke } from '../svg/svg.js';
import { linearScale, logScale, type Scale } from './scale.js';

/*
 * The figure of a study: a row of charts for each metric, a column for each panel; curves through the means with bars
 * over the 95 % intervals. All charts of a row share their scale, all charts the axis. The text is deterministic.
 */
const COLUMN = { wide: 470, narrow: 300 };
const CHART_HEIGHT = 230;
const MARGIN = { left: 86, right: 16, top: 34, bottom: 52 };
const GAP = { column: 26, row: 36 };
const LEGEND_LINE = 20;
const LEGEND_CELL = 250;
const BAR = 3;
/** Between the marks of one value, where values are not joined. */
const MARK_STEP = 13;

/** Part of the way to the next place on the axis that the marks of one place may take, lest they seem to be its. */
const MARKS_SHARE = 0.7;
/** Characters of 11-pixel text and their width, for labels that must not run into each other. */
const CHARACTER = 6.4;

const STYLE = `text{font:12px "DejaVu Sans",Arial,sans-serif;fill:#222}.title{font-size:14px;font-weight:bold}.panel{font-weight:bold}
.tick{font-size:11px}.grid{stroke:#e2e2e2;fill:none}.frame{fill:none;stroke:#666}.bar{fill:none;stroke-width:1.2}
.curve{fill:none;stroke-width:1.8;stroke-linejoin:round}.mark{stroke:#fff;stroke-width:.7}`;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly legendTop: number;
  box(row: number, column: number): Box;
}

function legendColumns(width: number): number {
  return Math.max(1, Math.floor((width - MARGIN.left) / LEGEND_CELL));
}

function layoutOf({ study }: StudyResult): Layout {
  const columns = study.panels.length;
  const chart = columns === 1 ? COLUMN.wide : COLUMN.narrow;
  const width = MARGIN.left + columns * chart + (columns - 1) * GAP.column + MARGIN.right;
  const lines = Math.ceil(study.series.length / legendColumns(width));
  const legendTop = MARGIN.top + 8;
  const top = legendTop + lines * LEGEND_LINE + 16;
  const rows = study.metrics.length;
  return {
    width,
    height: top + rows * CHART_HEIGHT + (rows - 1) * GAP.row + MARGIN.bottom,
    legendTop,
    box: (row, column) => {
      const left = MARGIN.left + column * (chart + GAP.column);
      const above = top + row * (CHART_HEIGHT + GAP.row);
      return { left, right: left + chart, top: above, bottom: above + CHART_HEIGHT };
    },
  };
}

/** Places of the axis in one chart, a little in from its sides. */
function xScale(result: StudyResult, { left, right }: Box): (x: number) => number {
  const { study } = result;
  const numbers = study.axis.values.map((_, x) => axisNumber(study, x));
  const onScale = numbers.map((value) => (study.axis.scale === 'log' ? Math.log(value) : value));
  const [low, high] = [Math.min(...onScale), Math.max(...onScale)];
  const inset = isCategorical(result) ? 56 : 16;
  return (x) => left + inset + ((right - left - 2 * inset) * (at(onScale, x) - low)) / (high - low);
}

function rowCells({ study, cells }: StudyResult, metric: string): StudyCell[] {
  return study.panels.flatMap((_, panel) =>
    study.series.flatMap((_, series) => study.axis.values.map((_, x) => cells.at(metric, panel, series, x))),
  );
}

function yScale(result: StudyResult, metric: string, { top, bottom }: Box): Scale {
  const ends = rowCells(result, metric)
    .flatMap(({ mean, low, high }) => [mean, low, high])
    .filter(Number.isFinite);
  const highest = Math.max(...ends);
  const positive = ends.filter((value) => value > 0);
  const isLog = result.study.logarithmic.includes(metric) && positive.length > 0;
  return isLog
    ? logScale(Math.min(...positive), highest, bottom, top)
    : linearScale(Math.min(0, ...ends), highest, bottom, top);
}

/** The axis' labels that fit beside each other, the last one always. */
function axisLabels({ study }: StudyResult, scale: (x: number) => number): { x: number; text: string }[] {
  const shown: { x: number; text: string }[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (let k = study.axis.values.length - 1; k >= 0; k--) {
    const [x, text] = [scale(k), axisText(study, k)];
    const half = (text.length * CHARACTER) / 2;
    if (x + half > limit) continue;
    limit = x - half - 6;
    shown.push({ x, text });
  }
  return shown;
}

function frame(result: StudyResult, box: Box, y: Scale, isFirst: boolean): string[] {
  const { left, right, top, bottom } = box;
  const scale = xScale(result, box);
  const columns = result.study.axis.values.map((_, x) => `M${round(scale(x))} ${round(top)}V${round(bottom)}`).join('');
  const rows = y.ticks.map((tick) => `M${round(left)} ${round(y.at(tick))}H${round(right)}`).join('');
  return [
    `<path class="grid" d="${columns}${rows}"/>`,
    `<rect class="frame" x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"/>`,
    ...axisLabels(result, scale).map(({ x, text }) => label(x, bottom + 16, text, 'middle', 'tick')),
    ...(isFirst ? y.ticks.map((tick) => label(left - 7, y.at(tick) + 4, String(tick), 'end', 'tick')) : []),
  ];
}

/** The runs of places at which there was something to measure. */
function runsOf(line: readonly StudyCell[]): number[][] {
  const runs: number[][] = [];
  line.forEach(({ mean }, x) => {
    if (!Number.isFinite(mean)) return;
    const last = runs.at(-1);
    if (last && last.at(-1) === x - 1) last.push(x);
    else runs.push([x]);
  });
  return runs;
}

function barOf({ low, high }: StudyCell, x: number, y: Scale): string {
  const [from, to] = [y.at(low), y.at(high)];
  if (!(from - to >= 1)) return '';
  return `M${round(x - BAR)} ${round(from)}h${2 * BAR}M${round(x)} ${round(from)}V${round(to)}M${round(x - BAR)} ${round(to)}h${2 * BAR}`;
}

/** Values without an order between them are not joined, and their marks stand side by side. */
const isCategorical = ({ study: { axis } }: StudyResult): boolean =>
  axis.scale === 'even' && axis.values.some((value) => typeof value === 'string');

function curve(
  line: readonly StudyCell[],
  scale: (x: number) => number,
  y: Scale,
  stroke: Stroke,
  joined: boolean,
): string {
  const runs = runsOf(line);
  const point = (x: number): readonly [number, number] => [scale(x), y.at(at(line, x).mean)];
  const path = joined ? runs.map((run) => `M${run.map((x) => point(x).map(round).join(' ')).join('L')}`).join('') : '';
  const bars = runs
    .flat()
    .map((x) => barOf(at(line, x), scale(x), y))
    .join('');
  const marks = runs
    .flat()
    .map((x) => stroke.mark(...point(x)))
    .join('');
  const dash = stroke.dash === '' ? '' : ` stroke-dasharray="${stroke.dash}"`;
  return [
    path === '' ? '' : `<path class="curve" stroke="${stroke.colour}"${dash} d="${path}"/>`,
    bars === '' ? '' : `<path class="bar" stroke="${stroke.colour}" d="${bars}"/>`,
    `<path class="mark" fill="${stroke.colour}" d="${marks}"/>`,
  ].join('');
}

function chart(result: StudyResult, layout: Layout, row: number, panel: number): string[] {
  const { study, cells } = result;
  const metric = at(study.metrics, row);
  const box = layout.box(row, panel);
  const [x, y] = [xScale(result, box), yScale(result, metric, box)];
  const curves = study.series.map((one, series) => {
    const line = study.axis.values.map((_, k) => cells.at(metric, panel, series, k));
    const joined = !isCategorical(result);
    const step = Math.min(MARK_STEP, (MARKS_SHARE * (x(1) - x(0))) / study.series.length);
    const aside = joined ? 0 : (series - (study.series.length - 1) / 2) * step;
    const drawn = curve(line, (k) => x(k) + aside, y, at(STROKES, series), joined);
    return `<g><title>${escaped(one.name)}</title>${drawn}</g>`;
  });
  return [...frame(result, box, y, panel === 0), ...curves];
}

function metricLabel(layout: Layout, row: number, metric: string): string {
  const { title, unit } = STUDY_METRICS.get(metric);
  const { top, bottom } = layout.box(row, 0);
  const line = (x: number, text: string): string =>
    `<text transform="translate(${x} ${round((top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${escaped(text)}</text>`;
  return `${line(16, title)}${line(32, `[${unit}]`)}`;
}

function legend({ study }: StudyResult, { width, legendTop }: Layout): string[] {
  const columns = legendColumns(width);
  const cell = (width - MARGIN.left - MARGIN.right) / columns;
  return study.series.map(({ name }, series) => {
    const [x, y] = [MARGIN.left + (series % columns) * cell, legendTop + Math.floor(series / columns) * LEGEND_LINE];
    const { colour, dash, mark } = at(STROKES, series);
    const line = `<path class="curve" stroke="${colour}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`} d="M${round(x)} ${y}h34"/>`;
    return `${line}<path class="mark" fill="${colour}" d="${mark(x + 17, y)}"/>${label(x + 42, y + 4, name)}`;
  });
}

/** Draws a study as one SVG document. */
export function studyFigure(result: StudyResult): string {
  const { study } = result;
  const layout = layoutOf(result);
  const { width, height } = layout;
  const lowest = study.metrics.length - 1;
  const middle = (layout.box(0, 0).left + layout.box(0, study.panels.length - 1).right) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(study.title)}</title><style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/>`,
    label(MARGIN.left, 20, study.title, 'start', 'title'),
    ...legend(result, layout),
    ...study.metrics.map((metric, row) => metricLabel(layout, row, metric)),
    ...study.panels.map(({ name }, panel) => {
      const { left, right, top } = layout.box(0, panel);
      return study.panels.length > 1 ? label((left + right) / 2, top - 6, name, 'middle', 'panel') : '';
    }),
    ...study.metrics.flatMap((_, row) => study.panels.flatMap((_, panel) => chart(result, layout, row, panel))),
    label(middle, layout.box(lowest, 0).bottom + 38, study.axis.label, 'middle'),
    '</svg>\n',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
