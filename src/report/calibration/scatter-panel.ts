import type { JudgedCell } from '../../calibration/judge.js';
import type { Metric } from '../../calibration/metric.js';
import { at } from '../../core/errors.js';
import { percent, significant } from '../../core/number-text.js';
import { formatBytes } from '../../core/units.js';
import { circle, escaped, OKABE_ITO, round, square, triangle } from '../svg/svg.js';

/*
 * One panel of the drawing: measured against simulated cells of one metric, on logarithmic axes, with the band of ±10 %
 * and one standard deviation either way. Cells out of tolerance have a ring and their name.
 */

/** Width and height of a panel [px]. */
export const SIZE = 720;
const MARGIN = { left: 78, right: 24, top: 40, bottom: 60 };
const RADIUS = 4;
const MANY_DECADES = 1e3;
/** So many cells out of tolerance are named, the worst first. */
const NAMED = 14;
const LINE = 15;
/** Width of a letter of a name, about [px]. */
const LETTER = 6;

const TIME_UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
  [1, 'ns'],
] as const;

/** What stands beside an axis, and how many inner units one of its units is. */
interface Axis {
  readonly label: string;
  readonly unit: number;
}

const LABELS: Readonly<Record<Metric, string>> = {
  throughput: 'throughput [GB/s]',
  time: 'time of the call',
  'copy-share': 'share of the copy in the call',
  'cycles-per-page': 'cycles of the call a page',
  'copy-cycles-per-page': 'cycles of the copy a page',
  'copy-latency': 'latency of one copy',
  'speed-up': 'throughput over that of the serial kernel',
};

function axisOf(metric: Metric, low: number): Axis {
  if (metric !== 'time' && metric !== 'copy-latency') return { label: LABELS[metric], unit: 1 };
  const [unit, name] = TIME_UNITS.find(([size]) => size <= low) ?? [1, 'ns'];
  return { label: `${LABELS[metric]} [${name}]`, unit };
}

interface Scale {
  readonly low: number;
  readonly high: number;
  x(value: number): number;
  y(value: number): number;
}

function scaleOf(cells: readonly JudgedCell[]): Scale {
  const values = cells.flatMap(({ measured, stddev, simulated }) => [measured, measured + stddev, simulated]);
  const low = Math.min(...values) / 1.25;
  const high = Math.max(...values) * 1.25;
  const share = (value: number): number => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  const width = SIZE - MARGIN.left - MARGIN.right;
  const height = SIZE - MARGIN.top - MARGIN.bottom;
  return {
    low,
    high,
    x: (value) => round(MARGIN.left + width * share(value)),
    y: (value) => round(SIZE - MARGIN.bottom - height * share(value)),
  };
}

/** 1, 2 and 5 times powers of ten within the axis, in its unit; powers of ten alone over many of them. */
function ticksOf({ low, high }: Scale, unit: number): number[] {
  const first = Math.floor(Math.log10(low / unit));
  const decades = Array.from({ length: Math.ceil(Math.log10(high / unit)) - first + 1 }, (_, k) => 10 ** (first + k));
  const steps = high / low > MANY_DECADES ? [1] : [1, 2, 5];
  const ticks = decades.flatMap((decade) => steps.map((step) => Number((step * decade).toPrecision(1))));
  return ticks.filter((tick) => tick * unit >= low && tick * unit <= high);
}

function axesOf(scale: Scale, metric: Metric): string {
  const { label, unit } = axisOf(metric, scale.low);
  const [left, right] = [MARGIN.left, SIZE - MARGIN.right];
  const [top, bottom] = [MARGIN.top, SIZE - MARGIN.bottom];
  const grid = ticksOf(scale, unit).flatMap((tick) => [
    `<path class="grid" d="M${scale.x(tick * unit)} ${top}V${bottom}M${left} ${scale.y(tick * unit)}H${right}"/>`,
    `<text x="${scale.x(tick * unit)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    `<text x="${left - 8}" y="${scale.y(tick * unit) + 4}" text-anchor="end">${tick}</text>`,
  ]);
  const middle = (top + bottom) / 2;
  return [
    ...grid,
    `<rect class="frame" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`,
    `<text x="${(left + right) / 2}" y="${SIZE - 18}" text-anchor="middle">measured ${label}</text>`,
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">simulated ${label}</text>`,
  ].join('\n');
}

/** The band simulated = measured × 0.9 … 1.1, and the diagonal. */
function bandOf({ low, high, x, y }: Scale): string {
  const corners = [
    [low, low * 1.1],
    [high / 1.1, high],
    [high, high],
    [high, high * 0.9],
    [low / 0.9, low],
    [low, low],
  ];
  const points = corners.map(([a = low, b = low]) => `${x(a)},${y(b)}`).join(' ');
  return `<polygon class="band" points="${points}"/>\n<path class="diagonal" d="M${x(low)} ${y(low)}L${x(high)} ${y(high)}"/>`;
}

const MARKS = [circle, triangle, square].map((shape) => shape(RADIUS));

/** A configuration has a colour and, for print without colours, a shape; the seventh looks like the first. */
const { blue, vermilion, green, purple, orange, sky } = OKABE_ITO;
const COLOURS = [blue, vermilion, green, purple, orange, sky];

/** The mark of a configuration, by its place among them. */
export function markOf(group: number, x: number, y: number): string {
  const mark = at(MARKS, group % MARKS.length);
  return `<path class="mark" fill="${at(COLOURS, group % COLOURS.length)}" d="${mark(x, y)}"/>`;
}

/** "dcbm 12 ch, 8192 × 128KiB". */
function nameOf({ config, channels, threads, folios, folioBytes }: JudgedCell): string {
  const movers = channels > 0 ? `${channels} ch` : `${threads} thr`;
  return `${config} ${movers}, ${folios} × ${formatBytes(folioBytes)}`;
}

function pointOf(cell: JudgedCell, group: number, scale: Scale): string {
  const [x, y] = [scale.x(cell.measured), scale.y(cell.simulated)];
  const from = scale.x(Math.max(scale.low, cell.measured - cell.stddev));
  const spread =
    cell.stddev > 0 ? `<path class="spread" d="M${from} ${y}H${scale.x(cell.measured + cell.stddev)}"/>` : '';
  const ring = cell.withinTolerance ? '' : `<circle class="missed" cx="${x}" cy="${y}" r="${RADIUS + 4}"/>`;
  const values = `measured ${significant(cell.measured, 4)}, simulated ${significant(cell.simulated, 4)}`;
  return `<g><title>${escaped(`${nameOf(cell)}: ${values}`)}</title>${spread}${ring}${markOf(group, x, y)}</g>`;
}

/** Where a name stands, and the point it belongs to. */
interface Label {
  readonly x: number;
  readonly pointY: number;
  readonly left: boolean;
  readonly text: string;
  y: number;
}

/** Names of the cells out of tolerance, each beside its point on the side away from the diagonal where there is room. */
function namesOf(cells: readonly JudgedCell[], scale: Scale): string {
  const missed = cells.filter(({ withinTolerance }) => !withinTolerance);
  const worst = [...missed].sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, NAMED);
  const labels = worst.map((cell): Label => {
    const y = scale.y(cell.simulated);
    const text = `${nameOf(cell)}: ${cell.error > 0 ? '+' : ''}${(100 * cell.error).toFixed(0)} %`;
    const x = scale.x(cell.measured);
    const room = x - MARGIN.left > LETTER * text.length + 20;
    const left = cell.error > 0 ? room : room && SIZE - MARGIN.right - x < LETTER * text.length + 20;
    return { x, pointY: y, y, left, text };
  });
  for (const left of [true, false]) {
    const side = labels.filter((label) => label.left === left).sort((a, b) => a.y - b.y);
    side.forEach((label, k) => {
      const above = side[k - 1];
      if (above) label.y = Math.max(label.y, above.y + LINE);
    });
  }
  return labels
    .map(({ x, y, pointY, left, text }) => {
      const end = left ? x - 14 : x + 14;
      const place = `x="${left ? end - 3 : end + 3}" y="${round(y + 4)}" text-anchor="${left ? 'end' : 'start'}"`;
      return `<path class="leader" d="M${x} ${pointY}L${end} ${round(y)}"/><text class="name" ${place}>${escaped(text)}</text>`;
    })
    .join('\n');
}

/** "12 cells, 2 of them out of tolerance (ringed)". */
function captionOf(cells: readonly JudgedCell[]): string {
  const missed = cells.filter(({ withinTolerance }) => !withinTolerance).length;
  const mean = cells.reduce((sum, { error }) => sum + Math.abs(error), 0) / cells.length;
  const out = missed === 0 ? 'all within tolerance' : `${missed} out of tolerance (ringed)`;
  return `${cells.length} cells, mean error ${percent(mean)}, ${out}`;
}

/** Draws the cells of one metric; `groups` are the configurations in the order of their marks. */
export function panelSvg(cells: readonly JudgedCell[], metric: Metric, groups: readonly string[]): string {
  const scale = scaleOf(cells);
  return [
    `<text x="${MARGIN.left}" y="26">${captionOf(cells)}</text>`,
    axesOf(scale, metric),
    bandOf(scale),
    ...cells.map((cell) => pointOf(cell, groups.indexOf(cell.config), scale)),
    namesOf(cells, scale),
  ].join('\n');
}
