import type { ColumnCodec, Columns, SqlRow, SqlValue } from './column.js';
import type { Connection } from './connection.js';

/**
 * The statements that every table has, made from its columns and prepared once. Fields are camelCase in a record and
 * snake_case in SQL.
 */
function fieldsOf<T>(columns: Columns<T>): (readonly [keyof T & string, string, ColumnCodec<T[keyof T]>])[] {
  return (Object.keys(columns) as (keyof T & string)[]).map((field) => [field, columnName(field), columns[field]]);
}

function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function insertSql(table: string, columns: readonly string[], replacing: readonly string[]): string {
  const values = columns.map((column) => `@${column}`).join(', ');
  const insertion = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`;
  if (replacing.length === 0) return insertion;
  const updates = columns.filter((column) => !replacing.includes(column)).map((column) => `${column} = @${column}`);
  return `${insertion} ON CONFLICT (${replacing.join(', ')}) DO UPDATE SET ${updates.join(', ')}`;
}

/**
 * @param replacing the key columns by which a second record replaces the first; without them a second is a defect.
 * @returns a function that inserts one record and returns its row id (of no meaning in a table without row ids).
 */
export function insertInto<T>(
  connection: Connection,
  table: string,
  columns: Columns<T>,
  replacing: readonly string[] = [],
): (record: T) => number {
  const fields = fieldsOf(columns);
  const names = fields.map(([, name]) => name);
  const statement = connection.prepare(insertSql(table, names, replacing));
  const encode = (record: T): SqlRow =>
    Object.fromEntries(fields.map(([field, name, column]) => [name, column.encode(record[field])]));
  return (record) => statement.run(encode(record)).id;
}

/** The same for many records: all of them or none. */
export function insertAllInto<T>(...table: Parameters<typeof insertInto<T>>): (records: readonly T[]) => void {
  const [connection] = table;
  const insert = insertInto(...table);
  return (records) =>
    connection.transaction(() => {
      for (const record of records) insert(record);
    });
}

/** @param tail what follows FROM: WHERE …, ORDER BY …, with `?` for each parameter. */
export function selectFrom<T>(
  connection: Connection,
  table: string,
  columns: Columns<T>,
  tail: string,
): (...parameters: readonly SqlValue[]) => readonly Readonly<T>[] {
  const fields = fieldsOf(columns);
  const names = fields.map(([, name]) => name).join(', ');
  const statement = connection.prepare(`SELECT ${names} FROM ${table} ${tail}`);
  const decode = (row: SqlRow): Readonly<T> =>
    Object.freeze(
      Object.fromEntries(fields.map(([field, name, column]) => [field, column.decode(row[name] ?? null)])),
    ) as T;
  return (...parameters) => Object.freeze(statement.all(...parameters).map(decode));
}
