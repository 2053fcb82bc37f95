import { at } from '../../src/core/errors.js';
import { type Column, table } from '../../src/report/terminal/table.js';
import type { Case } from './case.js';
import { type Ratio, ratesOf, ratioOf, type Spread, spreadOf } from './figures.js';
import type { Side, Taken } from './rounds.js';

/** What a case came to on each side. */
export interface Row {
  readonly case: Case;
  /** Rates, or why there are none. */
  readonly sides: readonly (Spread | string)[];
  /** The first side over the second, where both were measured. */
  readonly ratio: Ratio | undefined;
}

export function rowsOf(taken: readonly Taken[]): readonly Row[] {
  return taken.map(({ case: one, samples }) => {
    const rates = samples.map((side) => (side.length === 0 ? '' : ratesOf(one, side)));
    const [first, second] = rates;
    const ratio = Array.isArray(first) && Array.isArray(second) ? ratioOf(first, second) : undefined;
    return { case: one, sides: rates.map((side) => (typeof side === 'string' ? side : spreadOf(side))), ratio };
  });
}

const UNITS: readonly (readonly [least: number, factor: number, unit: string])[] = [
  [1, 1, 's'],
  [1e-3, 1e3, 'ms'],
  [0, 1e6, 'us'],
];

const digits = (value: number): string => value.toPrecision(value >= 100 ? Math.ceil(Math.log10(value + 1)) : 3);

/** A rate, or the time of one unit, with the spread of its rounds. */
function figureText({ shown, unit }: Case, { median, low, high }: Spread): string {
  if (shown === 'rate') return `${digits(median)} ${unit}/s (${digits(low)}-${digits(high)})`;
  const [, factor, name] = UNITS.find(([least]) => 1 / median >= least) ?? [0, 1, 's'];
  const time = (rate: number): string => digits(factor / rate);
  return `${time(median)} ${name} (${time(high)}-${time(low)})`;
}

const sideText = (row: Row, side: number): string => {
  const value = at(row.sides, side);
  return typeof value === 'string' ? value : figureText(row.case, value);
};

function ratioText({ ratio }: Row): string {
  if (!ratio) return '';
  return `${ratio.ofMedians.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`;
}

/** Time of an event in TypeScript over that in C, for each side that was measured. */
export function limitText(rows: readonly Row[], sides: readonly Side[]): string {
  const spreadsOf = (name: string) => rows.find((row) => row.case.name === name)?.sides ?? [];
  const limit = spreadsOf('event-8-in-c')[0];
  if (limit === undefined || typeof limit === 'string') return '';
  const times = spreadsOf('event-8').flatMap((spread, side) =>
    typeof spread === 'string' ? [] : [`${at(sides, side).name} ${(limit.median / spread.median).toFixed(2)}`],
  );
  return times.length === 0 ? '' : `\nan event in TypeScript over one in C (event-8, medians): ${times.join(', ')}\n`;
}

/** Tables of all cases; the ratio is how many times as fast this checkout is. */
export function reportText(rows: readonly Row[], sides: readonly Side[], rounds: number): string {
  const columns: Column<Row>[] = [
    { title: 'case', cell: (row) => row.case.name },
    { title: 'clock', cell: (row) => row.case.clock },
    ...sides.map(({ name }, side) => ({ title: name, cell: (row: Row) => sideText(row, side) })),
  ];
  if (sides.length > 1) columns.push({ title: 'times as fast', cell: ratioText });
  const note = `n = ${rounds}: medians (least-most); times as fast: of medians (least-most of the rounds)`;
  return `${table(columns, rows, Number.POSITIVE_INFINITY)}\n${note}\n${limitText(rows, sides)}`;
}

/** The same for a program; rates are units a second. */
export function reportJson(rows: readonly Row[], sides: readonly Side[], rounds: number): object {
  const cases = rows.map(({ case: { name, what, unit, clock }, sides: measured, ratio }) => ({
    ...{ name, what, unit, clock },
    rates: Object.fromEntries(sides.map((side, index) => [side.name, measured[index]])),
    ratio,
  }));
  return { rounds, sides: sides.map(({ name }) => name), cases };
}
