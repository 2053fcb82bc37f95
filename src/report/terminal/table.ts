/** A table of plain text: columns aligned, numbers to the right, no wider than the terminal. */
export interface Column<Row> {
  readonly title: string;
  cell(row: Row): string | number;
  /** The column that gives way when the table is too wide; the last one unless said. */
  readonly shrinks?: boolean;
}

const GAP = '  ';
const NARROWEST = 8;
const NUMBER = /^[-+±]?(?:\d[\d,.]*|\.\d+)(?:e[-+]?\d+)?(?:\s?[A-Za-z%/]+)?$/;

/** How far the shrinking column must give way for the row to fit. */
function widthsWithin(widths: readonly number[], shrinking: number, columns: number): readonly number[] {
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  const excess = Math.max(0, total - columns);
  return widths.map((width, index) =>
    index === shrinking ? Math.min(width, Math.max(NARROWEST, width - excess)) : width,
  );
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/**
 * @param columns width of the terminal in characters; Infinity cuts nothing.
 * @returns lines without a final line break. A column is numeric, and set to the right, if all its filled cells are.
 */
export function table<Row>(columnList: readonly Column<Row>[], rows: readonly Row[], columns: number): string {
  const cells = rows.map((row) => columnList.map((column) => String(column.cell(row))));
  const numeric = columnList.map((_, index) => {
    const filled = cells.map((line) => line[index] ?? '').filter((cell) => cell !== '' && cell !== '-');
    return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
  });
  const titles = columnList.map((column) => column.title);
  const natural = titles.map((title, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const named = columnList.findIndex((column) => column.shrinks);
  const widths = widthsWithin(natural, named === -1 ? columnList.length - 1 : named, columns);
  const set = (line: readonly string[]): string =>
    line
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return numeric[index] ? cut(cell, width).padStart(width) : cut(cell, width).padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return [titles, widths.map((width) => '-'.repeat(width)), ...cells].map(set).join('\n');
}
