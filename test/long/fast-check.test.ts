import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import long from './fast-check.js';

function casesTried(check: (property: fc.IProperty<[number]>) => void): number {
  let cases = 0;
  const property = fc.property(fc.integer(), (_: number) => {
    cases++;
  });
  check(property);
  return cases;
}

describe('the long form of a random test', () => {
  it('tries ten times as many cases', () => {
    expect(casesTried((property) => long.assert(property, { seed: 1, numRuns: 7 }))).toBe(70);
    expect(casesTried((property) => long.assert(property))).toBe(1000);
  });

  it('still fails where the property does', () => {
    const wrong = fc.property(fc.integer(), (n) => n < 5);
    expect(() => long.assert(wrong, { seed: 1, numRuns: 10 })).toThrow(/Property failed/);
  });

  it('is what every test gets where FOLIOTUNE_LONG=true', () => {
    const given = casesTried((property) => fc.assert(property, { numRuns: 7 }));
    expect(given).toBe(process.env.FOLIOTUNE_LONG === 'true' ? 70 : 7);
  });
});
