import { simulateCell } from '../../src/calibration/judge.js';
import { COLUMNS, type MeasuredCell } from '../../src/calibration/table.js';
import { randomStream } from '../../src/core/random.js';
import type { Platform } from '../../src/platform/platform.js';
import { dcbm, KERNEL, mtcopy } from '../migration/plans.js';

/** Published tables, from the repository's root. */
export const published = (name: string): string => `data/measurements/garg-${name}.csv`;
export const V3 = ['v3-2025-by-folio-size', 'v3-2025-by-folio-count', 'v3-2025-copy-share'].map(published);
export const V2 = ['v2-2025-by-folio-size', 'v2-2025-by-folio-count', 'v2-2025-ccd-placement'].map(published);

const PLANS = { vanilla: [KERNEL], mtcopy: [1, 2, 4, 8].map((n) => mtcopy(n)), dcbm: [1, 2, 4, 8, 16].map(dcbm) };
const SIZES = [4096, 16384, 65536, 262144, 1048576, 2097152];

/** Cells that the law itself gives for a platform, each off by its own seeded noise of the relative spread `noise`. */
export function syntheticCells(platform: Platform, noise: number, seed: number): MeasuredCell[] {
  const random = randomStream(seed, 'synthetic');
  const shapes = [
    ...SIZES.map((size) => [size, 2 ** 30 / size] as const),
    [2097152, 1] as const,
    [2097152, 16] as const,
  ];
  const cells = Object.entries(PLANS).flatMap(([config, plans]) =>
    plans.flatMap((plan) =>
      shapes.map(([folioBytes, folios]) => ({ config, plan, folioBytes, folios, metric: 'throughput' as const })),
    ),
  );
  return cells.map((cell, index) => {
    const bare = { ...cell, machine: '', file: 'synthetic.csv', line: index + 2, measured: 1, stddev: 0 };
    const exact = simulateCell(platform, bare);
    return { ...bare, measured: exact * Math.exp(noise * random.normal()), stddev: exact * noise };
  });
}

/** A table in the long form, one row as given and the rest as they are usual. */
export function tableText(...rows: readonly Partial<Record<(typeof COLUMNS)[number], string>>[]): string {
  const usual = { config: 'vanilla', folio_bytes: '4096', metric: 'move_pages_throughput', unit: 'GB/s', value: '3.7' };
  const lines = rows.map((row) =>
    COLUMNS.map((column) => (({ ...usual, ...row }) as Record<string, string>)[column] ?? ''),
  );
  return `${[COLUMNS, ...lines].map((line) => line.join(',')).join('\n')}\n`;
}
