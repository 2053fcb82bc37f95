import { join } from 'node:path';
import { type Judgement, judge } from '../calibration/judge.js';
import { readTable } from '../calibration/table.js';
import { loadPlatform, packageRoot } from '../platform/load.js';

/** The published tables that the shipped platform was fitted to. */
const TABLES = ['garg-v3-2025-by-folio-size.csv', 'garg-v3-2025-by-folio-count.csv'] as const;

/** How well a platform reproduces the published measurements. */
export function fidelityOf(platform: string): Judgement {
  const cells = TABLES.flatMap((table) => readTable(join(packageRoot(), 'data', 'measurements', table)).cells);
  return judge(loadPlatform(platform), cells);
}
