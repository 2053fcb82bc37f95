import { canonicalJson } from '../core/canonical-json.js';
import { invariant } from '../core/errors.js';

/** What SQLite holds. */
export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** How one field of a record is kept in one column; `decode(encode(x))` equals `x`. */
export interface ColumnCodec<V> {
  encode(value: V): SqlValue;
  decode(stored: SqlValue): V;
}

/** A column for every field of a record: the one list from which its SQL is made. */
export type Columns<T> = { readonly [K in keyof T]: ColumnCodec<T[K]> };

/** Text, or a union of literals. */
export function text<V extends string>(): ColumnCodec<V> {
  return { encode: (value) => value, decode: (stored) => stored as V };
}

export const nullableText: ColumnCodec<string | null> = {
  encode: (value) => value,
  decode: (stored) => stored as string | null,
};

/** A whole number that a double holds exactly. */
export const integer: ColumnCodec<number> = {
  encode: (value) => {
    invariant(Number.isSafeInteger(value), `${value} is stored as a whole number`);
    return value;
  },
  decode: Number,
};

/** A double. SQLite has no NaN: it is kept as NULL. */
export const real: ColumnCodec<number> = {
  encode: (value) => (Number.isNaN(value) ? null : value),
  decode: (stored) => (stored === null ? Number.NaN : Number(stored)),
};

/** Any JSON value, as canonical text; comes back deeply frozen. */
export function json<V>(): ColumnCodec<V> {
  return {
    encode: (value) => {
      invariant(value !== undefined, 'undefined is no JSON value');
      return canonicalJson(value);
    },
    decode: (stored) => JSON.parse(String(stored), (_key, member: unknown) => Object.freeze(member)) as V,
  };
}

/** Named numbers. What JSON cannot write (NaN, ±Infinity) is kept as text. */
export const namedNumbers: ColumnCodec<Readonly<Record<string, number>>> = {
  encode: (numbers) => canonicalJson(mapMembers(numbers, (n) => (Number.isFinite(n) ? n : String(n)))),
  decode: (stored) => mapMembers(JSON.parse(String(stored)) as Record<string, unknown>, Number),
};

function mapMembers<A, B>(members: Readonly<Record<string, A>>, map: (member: A) => B): Readonly<Record<string, B>> {
  return Object.freeze(Object.fromEntries(Object.entries(members).map(([name, member]) => [name, map(member)])));
}
