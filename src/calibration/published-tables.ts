import { join } from 'node:path';
import { packageRoot } from '../core/package-root.js';
import { Registry } from '../core/registry.js';
import { loadPlatform } from '../platform/load.js';
import { type Judgement, judge } from './judge.js';
import { onlyCells, parseOnly } from './only.js';
import { type MeasuredCell, readTable } from './table.js';

/** Published tables of one machine and kernel, and the shipped platform that stands for it. */
export interface PublishedTables {
  readonly name: string;
  readonly platform: string;
  readonly files: readonly string[];
  /** Rows of this machine, where a table holds several; as `calibrate --only` takes it. */
  readonly only?: string;
}

/** The published tables that a shipped platform is judged by. */
export const PUBLISHED_TABLES = new Registry<PublishedTables>('published table', [
  {
    name: 'garg-v3',
    platform: 'zen3-ptdma',
    files: ['garg-v3-2025-by-folio-size', 'garg-v3-2025-by-folio-count', 'garg-v3-2025-copy-share'],
  },
  {
    name: 'garg-v2',
    platform: 'zen3-ptdma-v2',
    files: ['garg-v2-2025-by-folio-size', 'garg-v2-2025-by-folio-count', 'garg-v2-2025-ccd-placement'],
  },
  { name: 'garg-v1', platform: 'zen3-ptdma-v1', files: ['garg-v1-2024-cycles-per-page'] },
  { name: 'dto-latency', platform: 'spr-dsa', files: ['dto-latency'] },
  { name: 'thp-2017-xeon', platform: 'xeon-2s-ioat', files: ['thp-migration-2017'], only: 'platform=Xeon' },
  { name: 'thp-2017-power8', platform: 'power8-2s', files: ['thp-migration-2017'], only: 'platform=Power8' },
  { name: 'yan-2025-grace', platform: 'grace-2s', files: ['yan-2025-slides-max-gain'], only: 'platform=Grace' },
]);

export function measurementFile(name: string): string {
  return join(packageRoot(), 'data', 'measurements', `${name}.csv`);
}

/** The cells of published tables, in the files' order. */
export function cellsOf({ files, only }: PublishedTables): readonly MeasuredCell[] {
  const cells = files.flatMap((file) => readTable(measurementFile(file)).cells);
  return onlyCells(cells, only === undefined ? [] : [parseOnly(only)]);
}

/**
 * How well a shipped platform reproduces the published measurements of its machine; null where there are none, as for
 * anybody's own. Shares are left out: they are off by points, all else by a part of what was measured.
 */
export function fidelityOf(platform: string): Judgement | null {
  const published = PUBLISHED_TABLES.all.find((one) => one.platform === platform);
  const cells = published ? cellsOf(published).filter(({ metric }) => metric !== 'copy-share') : [];
  return cells.length > 0 ? judge(loadPlatform(platform), cells) : null;
}
