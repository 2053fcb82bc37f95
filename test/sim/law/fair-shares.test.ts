import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { fairShares } from '../../../src/sim/law/fair-shares.js';

function shared(capacity: number, groups: readonly (readonly [number, number])[]): number[] {
  const got = new Float64Array(groups.length);
  const caps = Float64Array.from(groups, ([cap]) => cap);
  fairShares(
    capacity,
    caps,
    Float64Array.from(groups, ([, weight]) => weight),
    got,
  );
  return [...got];
}

const anyGroup = fc.tuple(
  fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 100, noNaN: true })),
  fc.double({ min: 1, max: 10_000, noNaN: true }),
);

describe('weighted fair shares of CPUs', () => {
  it('follow the weights where all want more', () => {
    expect(
      shared(30, [
        [100, 200],
        [100, 100],
      ]),
    ).toEqual([20, 10]);
  });

  it('give what one leaves to the others', () => {
    expect(
      shared(30, [
        [4, 200],
        [100, 100],
        [100, 30],
      ]),
    ).toEqual([4, 20, 6]);
  });

  it('use all CPUs that are wanted, give nobody more than it wants, and level the others by weight', () => {
    const property = fc.property(
      fc.double({ min: 1, max: 64, noNaN: true }),
      fc.array(anyGroup, { minLength: 1, maxLength: 8 }),
      (capacity, groups) => {
        const got = shared(capacity, groups);
        const wanted = groups.reduce((all, [cap]) => all + cap, 0);
        const given = got.reduce((all, one) => all + one, 0);
        expect(Math.abs(given - Math.min(capacity, wanted))).toBeLessThanOrEqual(1e-9 * capacity);
        const levels = groups.map(([, weight], g) => at(got, g) / weight);
        groups.forEach(([cap], g) => {
          expect(at(got, g)).toBeGreaterThanOrEqual(0);
          expect(at(got, g)).toBeLessThanOrEqual(cap * (1 + 1e-9));
          // Whoever gets less than it wants stands no lower than anybody.
          if (at(got, g) < cap * (1 - 1e-9))
            expect(at(levels, g)).toBeGreaterThanOrEqual(Math.max(...levels) * (1 - 1e-9));
        });
      },
    );
    fc.assert(property, { seed: 61, numRuns: 500 });
  });
});
