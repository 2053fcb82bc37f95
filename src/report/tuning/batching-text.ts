import { TOLERATED } from '../../evaluation/harm.js';
import { type BatchTable, entryOf, MAPPINGS } from '../../migration/batch-table.js';
import { REASONS } from '../../migration/vocabulary.js';
import type { BatchingReport, BatchingRow } from '../../tuning/tune-batching.js';
import { type Column, table } from '../terminal/table.js';

interface TableRow {
  readonly reason: string;
  readonly entries: readonly string[];
}

/** Every row of a table that is not the default's, and the default's. */
function rowsOf(batching: BatchTable): TableRow[] {
  const own = REASONS.filter((reason) => batching.reasons?.[reason] !== undefined);
  return [
    ...own.map((reason) => ({ reason, entries: MAPPINGS.map((mapping) => entryOf(batching, reason, mapping)) })),
    { reason: 'else', entries: MAPPINGS.map((mapping) => batching.default[mapping]) },
  ];
}

const TABLE: readonly Column<TableRow>[] = [
  { title: 'reason', cell: ({ reason }) => reason },
  { title: 'mapped by a PMD', cell: ({ entries }) => entries[0] ?? '' },
  { title: 'by PTEs', cell: ({ entries }) => entries[1] ?? '' },
];

const two = (ratio: number): string => ratio.toFixed(3);

const COLUMNS: readonly Column<BatchingRow>[] = [
  { title: 'scenario', cell: ({ scenario }) => scenario },
  { title: 'offload', cell: ({ offload }) => two(offload) },
  { title: 'before', cell: ({ before }) => two(before) },
  { title: 'after', cell: ({ after }) => two(after) },
  { title: '', cell: ({ after }) => (after > 1 + TOLERATED ? 'harmed' : '') },
];

function summaryLine(rows: readonly BatchingRow[]): string {
  const parts = (['offload', 'before', 'after'] as const).map((key) => {
    const harmed = rows.filter((row) => row[key] > 1 + TOLERATED).length;
    const worst = Math.max(...rows.map((row) => row[key]));
    const mean = rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
    return `${key} mean ${two(mean)}, worst ${two(worst)}, ${harmed} harmed`;
  });
  return `${rows.length} scenarios: ${parts.join('; ')}`;
}

/** What a search for a batch table found, and what it does beside today's kernel. */
export function batchingText(report: BatchingReport, columns: number): string {
  const { experiment, rule, decisions, remembered, episodes, rows, runId } = report;
  const again = remembered > 0 ? `, ${remembered} episodes of them run before` : '';
  return [
    `How ${experiment} cuts batches, ${rule} deciding within: ${decisions} simulated decisions${again} (run ${runId})`,
    'Needs a kernel change: the hook runs after unmap. mainline is serial copies in the batches of today.',
    '',
    table(TABLE, rowsOf(report.table), columns),
    '',
    `Cost ÷ today's kernel's on ${episodes.shown} tuning episodes that were not searched on (${episodes.searched} were), with the`,
    "offload series' cap, with the table that the search began with, and with the one it found",
    table(COLUMNS, rows, columns),
    summaryLine(rows),
  ].join('\n');
}
