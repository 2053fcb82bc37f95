import { table } from '../terminal/table.js';

/** One thing of a kind; its keys are the table's columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Scenarios are too many to be read at once: a line for each platform, and how to see more. */
function scenarioOverview(rows: readonly Row[], columns: number): string {
  const platforms = [...new Set(rows.map(({ platform }) => platform ?? ''))];
  const lines = platforms.map((platform) => {
    const own = rows.filter((row) => row.platform === platform);
    const workloads = [...new Set(own.map(({ workload }) => workload))].join(', ');
    return { platform, scenarios: own.length, workloads };
  });
  const overview = rowsText('scenarios', lines, columns).replace(/^.*\n/, `scenarios (${rows.length})\n`);
  return `${overview}\nlist scenarios --platform NAME names those of one platform`;
}

function rowsText(kind: string, rows: readonly Row[], columns: number): string {
  if (rows.length === 0) return `${kind}: none`;
  const titles = Object.keys(rows[0] ?? {});
  const cells = titles.map((title) => ({ title, cell: (row: Row) => row[title] ?? '-' }));
  return `${kind} (${rows.length})\n${table(cells, rows, columns)}`;
}

/** The things of one kind. @param isWhole whether no scenario was left out: then there are too many to be read. */
export function kindText(kind: string, rows: readonly Row[], isWhole: boolean, columns: number): string {
  return kind === 'scenarios' && isWhole ? scenarioOverview(rows, columns) : rowsText(kind, rows, columns);
}
