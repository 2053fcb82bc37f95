import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import {
  type Dimension,
  formatBytes,
  formatDuration,
  formatQuantity,
  parseQuantity,
  unitOf,
} from '../../src/core/units.js';

/** What the error says whole, or that there was none. */
function refusal(work: () => unknown): string {
  try {
    return `no error: ${String(work())}`;
  } catch (error) {
    return error instanceof FoliotuneError ? `${error.code}: ${error.line}` : String(error);
  }
}

const UNITS: readonly (readonly [Dimension, readonly string[]])[] = [
  ['bytes', ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'kB', 'MB', 'GB']],
  ['ns', ['ns', 'us', 'ms', 's']],
  ['bytes/ns', ['GB/s', 'MB/s', 'B/ns']],
  ['bytes/s', ['GB/s', 'MB/s', 'B/s', 'MiB/s']],
  ['cycles/ns', ['GHz', 'MHz']],
  ['number', ['', '%', 'x']],
];
const anyUnit = fc.constantFrom(
  ...UNITS.flatMap(([dimension, units]) => units.map((unit) => [dimension, unit] as const)),
);

describe('a quantity', () => {
  it.each([
    ['25GB/s', 'bytes/ns', 25],
    ['25 GB/s', 'bytes/ns', 25],
    ['250MB/s', 'bytes/ns', 0.25],
    ['120ns', 'ns', 120],
    ['46.2us', 'ns', 46_200],
    ['2MiB', 'bytes', 2_097_152],
    ['2MB', 'bytes', 2_000_000],
    ['1GB/s', 'bytes/s', 1e9],
    ['2.45GHz', 'cycles/ns', 2.45],
    ['5%', 'number', 0.05],
    ['.5', 'number', 0.5],
    ['-1e3 ns', 'ns', -1000],
  ] as const)('%s as %s', (text, dimension, expected) => {
    expect(parseQuantity(text, dimension)).toBeCloseTo(expected, 9);
  });

  it('written and read again is the same to the digits that were written', () => {
    fc.assert(
      fc.property(anyUnit, fc.double({ min: 1e-6, max: 1e12, noNaN: true }), ([dimension, unit], value) => {
        const again = parseQuantity(formatQuantity(value, unit, dimension, 12), dimension);
        expect(Math.abs(again / value - 1)).toBeLessThan(1e-11);
      }),
    );
  });

  it('names the unit it is written with', () => {
    expect(['25GB/s', '3 us', '0.5', 'fast'].map(unitOf)).toEqual(['GB/s', 'us', '', '']);
  });

  it.each([
    ['fast', 'ns', 'unit-invalid: a.b: "fast" is not a quantity in ns (write a number and a unit: ns, us, ms, s)'],
    ['12', 'ns', 'unit-invalid: a.b: "12" has no unit (write a number and a unit: ns, us, ms, s)'],
    ['12 Mib', 'bytes', 'unit-invalid: a.b: "12 Mib": unit "Mib" does not measure bytes (did you mean "MiB"?)'],
    [
      '1.2.3ns',
      'ns',
      'unit-invalid: a.b: "1.2.3ns" is not a quantity in ns (write a number and a unit: ns, us, ms, s)',
    ],
  ] as const)('%s in %s is refused', (text, dimension, expected) => {
    expect(refusal(() => parseQuantity(text, dimension, 'a.b'))).toBe(expected);
  });

  it('is not written in a unit of something else', () => {
    expect(() => formatQuantity(1, 'ns', 'bytes')).toThrow('unit ns does not measure bytes');
  });
});

describe('a size', () => {
  it.each([
    [0, '0B'],
    [4095, '4095B'],
    [4096, '4KiB'],
    [6144, '6KiB'],
    [2 ** 21, '2MiB'],
    [1.5 * 2 ** 30, '1536MiB'],
    [2 ** 40, '1024GiB'],
  ])('%i bytes are %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it('is read back exactly: no byte is rounded away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: 0, max: 3 }), (count, power) => {
        const bytes = Math.floor(count / 1024 ** power) * 1024 ** power;
        expect(parseQuantity(formatBytes(bytes), 'bytes')).toBe(bytes);
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    [0, '0ns'],
    [812, '812ns'],
    [46_249, '46.2us'],
    [3_914_000, '3.91ms'],
    [2.4e9, '2.4s'],
    [7200e9, '7200s'],
  ])('%d ns are %s', (ns, expected) => {
    expect(formatDuration(ns)).toBe(expected);
  });

  it('is read back within half of its third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e15, noNaN: true }), (ns) => {
        expect(Math.abs(parseQuantity(formatDuration(ns), 'ns') / ns - 1)).toBeLessThanOrEqual(0.005 + 1e-12);
      }),
    );
  });
});
