/** How C text is laid out: kernel style, tabs of eight columns, tables wrapped before column 80. */
const TAB_COLUMNS = 8;
const LAST_COLUMN = 80;

/** "mtcopy-1-push" → "MTCOPY_1_PUSH" */
export function constantName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** Items separated by commas, wrapped, each line behind `tabs` tabs. */
export function wrapList(items: readonly (string | number)[], tabs: number): string {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const next = line === '' ? `${item},` : `${line} ${item},`;
    if (line !== '' && tabs * TAB_COLUMNS + next.length > LAST_COLUMN) {
      lines.push(line);
      line = `${item},`;
    } else line = next;
  }
  if (line !== '') lines.push(line);
  return lines.map((text) => '\t'.repeat(tabs) + text).join('\n');
}

/** `{ …, },` rows of a two-dimensional table. */
export function tableRows(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `\t{\n${wrapList(row, 2)}\n\t},`).join('\n');
}

/** A list of numbers as s64 literals. */
export function s64Literals(values: Iterable<number>): string[] {
  return Array.from(values, (value) => `${value}LL`);
}

/** Words wrapped into the lines of a block comment. */
export function commentLines(text: string): string {
  const lines: string[] = [];
  let line = ' *';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > LAST_COLUMN && line !== ' *') {
      lines.push(line);
      line = ' *  ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}
