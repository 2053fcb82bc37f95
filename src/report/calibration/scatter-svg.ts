import { basename } from 'node:path';
import type { JudgedCell } from '../../calibration/judge.js';
import type { Metric } from '../../calibration/metric.js';
import { escaped } from '../svg/svg.js';
import { markOf, panelSvg, SIZE } from './scatter-panel.js';

/** Measured against simulated as one SVG document: a panel for each metric side by side, one legend for all. */
const HEAD = 84;
const LEFT = 78;
const LETTER = 7.5;

const STYLE = `text{font:13px "DejaVu Sans",sans-serif;fill:#222}.title{font-size:15px;font-weight:bold}
.grid{stroke:#e4e4e4;fill:none}.frame{fill:none;stroke:#666}.band{fill:#000;fill-opacity:.08}
.diagonal{stroke:#888;stroke-dasharray:5 4;fill:none}.spread{stroke:#000;stroke-opacity:.35;fill:none}
.mark{fill-opacity:.8;stroke:#fff;stroke-width:.6}.missed{fill:none;stroke:#c00;stroke-width:1.4}
.leader{stroke:#c00;stroke-width:.7;fill:none}.name{font-size:11px;fill:#900;paint-order:stroke;stroke:#fff;stroke-width:3px}`;

/** The configurations with their marks; under them what band and bars are. */
function legendOf(groups: readonly string[]): string {
  let x = LEFT;
  const entries = groups.map((name, group) => {
    const entry = `${markOf(group, x + 5, 48)}<text x="${x + 16}" y="52">${escaped(name)}</text>`;
    x += 34 + LETTER * name.length;
    return entry;
  });
  const band = `<rect class="band" x="${LEFT}" y="64" width="18" height="12"/><text x="${LEFT + 26}" y="75">±10 %</text>`;
  const bar = `<path class="spread" d="M${LEFT + 90} 70h18"/><text x="${LEFT + 116}" y="75">± 1 standard deviation</text>`;
  return [...entries, band, bar].join('\n');
}

/** "zen3-ptdma, fitted to mine.csv". @param tables files, as they were named. */
export function scatterTitle(platform: string, isFitted: boolean, tables: readonly string[]): string {
  const [first = ''] = tables;
  const measured = tables.length === 1 ? basename(first) : `${tables.length} tables`;
  return `${platform}, ${isFitted ? 'fitted to' : 'judged on'} ${measured}`;
}

/** Draws every cell, metric by metric, the commonest first. */
export function scatterSvg(title: string, cells: readonly JudgedCell[]): string {
  const groups = [...new Set(cells.map(({ config }) => config))];
  const of = (metric: Metric): readonly JudgedCell[] => cells.filter((cell) => cell.metric === metric);
  const metrics = [...new Set(cells.map(({ metric }) => metric))].sort((a, b) => of(b).length - of(a).length);
  const [width, height] = [SIZE * metrics.length, SIZE + HEAD];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/>`,
    `<text class="title" x="${LEFT}" y="26">${escaped(title)}</text>`,
    legendOf(groups),
    ...metrics.map(
      (metric, k) => `<g transform="translate(${k * SIZE} ${HEAD})">${panelSvg(of(metric), metric, groups)}</g>`,
    ),
    '</svg>\n',
  ].join('\n');
}
