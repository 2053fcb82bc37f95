import type { JudgedCell } from '../../calibration/judge.js';
import type { Metric } from '../../calibration/metric.js';
import { formatBytes } from '../../core/units.js';

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

const round = (value: number): number => Math.round(value * 10) / 10;

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
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

const SHAPES: readonly ((x: number, y: number) => string)[] = [
  (x, y) =>
    `M${round(x - RADIUS)} ${y}a${RADIUS} ${RADIUS} 0 1 0 ${2 * RADIUS} 0a${RADIUS} ${RADIUS} 0 1 0 ${-2 * RADIUS} 0z`,
  (x, y) => `M${x} ${round(y - RADIUS - 1)}l${RADIUS + 1} ${2 * RADIUS}h${-2 * RADIUS - 2}z`,
  (x, y) => `M${round(x - RADIUS)} ${round(y - RADIUS)}h${2 * RADIUS}v${2 * RADIUS}h${-2 * RADIUS}z`,
];

/** Okabe and Ito's colours, told apart by the colour-blind too; each with a shape of its own. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

/** The mark of a configuration, by its place among them. */
export function markOf(group: number, x: number, y: number): string {
  const shape = SHAPES[group % SHAPES.length];
  return `<path class="mark" fill="${COLOURS[group % COLOURS.length]}" d="${shape?.(x, y) ?? ''}"/>`;
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
  const values = `measured ${Number(cell.measured.toPrecision(4))}, simulated ${Number(cell.simulated.toPrecision(4))}`;
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
  return `${cells.length} cells, mean error ${(100 * mean).toFixed(1)} %, ${out}`;
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
