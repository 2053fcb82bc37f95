import type { JudgedCell } from './judge.js';
import type { Metric } from './metric.js';

/** Measured against simulated, on logarithmic axes, with the ±10 % band and one standard deviation either way. */
const SIZE = 720;
const MARGIN = { left: 74, right: 20, top: 56, bottom: 60 };
const RADIUS = 4;

const AXES: Readonly<Record<Metric, string>> = {
  throughput: 'throughput [GB/s]',
  time: 'time [ns]',
  'copy-share': 'share of the copy',
  'cycles-per-page': 'cycles a page',
  'copy-cycles-per-page': 'cycles of the copy a page',
  'copy-latency': 'latency of one copy [ns]',
  'speed-up': 'times the serial kernel',
};

/** Okabe and Ito's colours, told apart by the colour-blind too; each with a shape of its own. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

interface Scale {
  readonly low: number;
  readonly high: number;
  x(value: number): number;
  y(value: number): number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escaped(text: string): string {
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

/** 1, 2 and 5 times powers of ten within the axis. */
function ticksOf({ low, high }: Scale): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, k) => 10 ** (first + k));
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((step) => Number((step * decade).toPrecision(1))));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function axesOf(scale: Scale, metric: Metric): string {
  const [left, right] = [MARGIN.left, SIZE - MARGIN.right];
  const [top, bottom] = [MARGIN.top, SIZE - MARGIN.bottom];
  const grid = ticksOf(scale).flatMap((tick) => [
    `<path class="grid" d="M${scale.x(tick)} ${top}V${bottom}M${left} ${scale.y(tick)}H${right}"/>`,
    `<text x="${scale.x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    `<text x="${left - 8}" y="${scale.y(tick) + 4}" text-anchor="end">${tick}</text>`,
  ]);
  const middle = (top + bottom) / 2;
  return [
    ...grid,
    `<rect class="frame" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`,
    `<text x="${(left + right) / 2}" y="${SIZE - 18}" text-anchor="middle">measured ${AXES[metric]}</text>`,
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">simulated ${AXES[metric]}</text>`,
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

function markOf(group: number, x: number, y: number): string {
  const shape = SHAPES[group % SHAPES.length];
  return `<path class="mark" fill="${COLOURS[group % COLOURS.length]}" d="${shape?.(x, y) ?? ''}"/>`;
}

function pointOf(cell: JudgedCell, group: number, scale: Scale): string {
  const [x, y] = [scale.x(cell.measured), scale.y(cell.simulated)];
  const from = scale.x(Math.max(scale.low, cell.measured - cell.stddev));
  const error =
    cell.stddev > 0 ? `<path class="spread" d="M${from} ${y}H${scale.x(cell.measured + cell.stddev)}"/>` : '';
  const movers = cell.channels > 0 ? `${cell.channels} channels` : `${cell.threads} threads`;
  const what = `${cell.config}, ${movers}, ${cell.folios} × ${cell.folioBytes} B`;
  const title = `${what}: measured ${cell.measured}, simulated ${Number(cell.simulated.toPrecision(4))}`;
  return `<g><title>${escaped(title)}</title>${error}${markOf(group, x, y)}</g>`;
}

function legendOf(groups: readonly string[]): string {
  return groups
    .map((name, group) => {
      const y = MARGIN.top + 20 + 20 * group;
      return `${markOf(group, MARGIN.left + 18, y)}<text x="${MARGIN.left + 32}" y="${y + 4}">${escaped(name)}</text>`;
    })
    .join('\n');
}

const STYLE = `text{font:13px "DejaVu Sans",sans-serif;fill:#222}.title{font-size:15px;font-weight:bold}
.grid{stroke:#e4e4e4;fill:none}.frame{fill:none;stroke:#666}.band{fill:#000;fill-opacity:.08}
.diagonal{stroke:#888;stroke-dasharray:5 4;fill:none}.spread{stroke:#000;stroke-opacity:.35;fill:none}
.mark{fill-opacity:.8;stroke:#fff;stroke-width:.6}`;

/** The metric most cells have; cells of another cannot stand on the same axes. */
function drawnMetric(cells: readonly JudgedCell[]): Metric {
  const metrics = cells.map(({ metric }) => metric);
  const count = (metric: Metric): number => metrics.filter((other) => other === metric).length;
  return metrics.reduce((best, metric) => (count(metric) > count(best) ? metric : best), metrics[0] ?? 'throughput');
}

/** Draws the cells of the commonest metric as one SVG document. */
export function scatterSvg(title: string, cells: readonly JudgedCell[]): string {
  const metric = drawnMetric(cells);
  const drawn = cells.filter((cell) => cell.metric === metric);
  const groups = [...new Set(drawn.map(({ config }) => config))];
  const scale = scaleOf(drawn);
  const elsewhere = cells.length - drawn.length;
  const caption = `${drawn.length} cells; band: ±10 %; bars: one standard deviation${elsewhere > 0 ? `; ${elsewhere} of other metrics not drawn` : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">`,
    `<style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/>`,
    `<text class="title" x="${MARGIN.left}" y="24">${escaped(title)}</text>`,
    `<text x="${MARGIN.left}" y="44">${caption}</text>`,
    axesOf(scale, metric),
    bandOf(scale),
    ...drawn.map((cell) => pointOf(cell, groups.indexOf(cell.config), scale)),
    legendOf(groups),
    '</svg>\n',
  ].join('\n');
}
