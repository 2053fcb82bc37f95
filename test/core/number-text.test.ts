import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, percent, rangeText, signed, signedPercent, significant } from '../../src/core/number-text.js';

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

it('a share is written in percent', () => {
  expect([percent(0.1234), percent(1), percent(0.065, 0), percent(0.00125, 2), percent(-0.2421)]).toEqual([
    '12.3 %',
    '100.0 %',
    '7 %',
    '0.13 %',
    '-24.2 %',
  ]);
});

describe('a difference', () => {
  it('has a sign whatever it is, and a minus as long as the plus', () => {
    expect([signed(0.0061), signed(-0.0118), signed(0), signed(12.34, 1)]).toEqual([
      '+0.006',
      '−0.012',
      '+0.000',
      '+12.3',
    ]);
    expect([signedPercent(0.1426), signedPercent(-0.05, 0)]).toEqual(['+14.3 %', '−5 %']);
  });

  it('the other way round differs in its sign alone', () => {
    fc.assert(
      fc.property(
        number.filter((value) => value !== 0),
        (value) => {
          expect(new Set([signed(value).charAt(0), signed(-value).charAt(0)])).toEqual(new Set(['+', '−']));
          expect(signed(value).slice(1)).toBe(signed(-value).slice(1));
        },
      ),
    );
  });
});

describe('significant digits', () => {
  it('end without zeros', () => {
    expect([significant(12.3, 4), significant(1234.5, 3), significant(0, 3), significant(6.1964, 4)]).toEqual([
      '12.3',
      '1230',
      '0',
      '6.196',
    ]);
  });

  it('hold the value to half of the last one', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 12 }), (value, digits) => {
        expect(Math.abs(Number(significant(value, digits)) / value - 1)).toBeLessThanOrEqual(
          0.5001 * 10 ** (1 - digits),
        );
      }),
    );
  });
});

it('a count has its plural but for one', () => {
  expect([counted(0, 'folio'), counted(1, 'folio'), counted(2, 'folio'), counted(3, 'batch', 'batches')]).toEqual([
    '0 folios',
    '1 folio',
    '2 folios',
    '3 batches',
  ]);
});

it('an interval is a dash where a bound is missing or no number', () => {
  expect(rangeText(-0.006, 0.034, signed)).toBe('−0.006 to +0.034');
  for (const [low, high] of [
    [null, 1],
    [1, null],
    [Number.NaN, 1],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const)
    expect(rangeText(low, high, signed)).toBe('-');
});
