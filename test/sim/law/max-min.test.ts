import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { flowUses } from '../../../src/sim/law/flow-uses.js';
import { addUse, fits, ProgressiveFilling } from '../../../src/sim/law/max-min.js';
import { loadOf, maxMinRates, type ReferenceFlow } from '../../reference/max-min.js';
import { type Instance, smooth, solve, tied } from './max-min-instances.js';

describe.each([
  ['smooth', smooth, 1],
  ['tied', tied, 2],
] as const)('max–min sharing of %s instances', (_, arbitrary, seed) => {
  const holds = (property: (instance: Instance) => void) =>
    fc.assert(fc.property(arbitrary, property), { seed, numRuns: 300 });

  it('agrees with the definition, solved by bisection', () => {
    holds((instance) => {
      const expected = maxMinRates(instance.flows, instance.capacity);
      solve(instance).rates.forEach((rate, f) => {
        expect(Math.abs(rate / at(expected, f) - 1)).toBeLessThan(1e-9);
      });
    });
  });

  it('exceeds no capacity and no limit, and says what is used', () => {
    holds((instance) => {
      const { rates, used } = solve(instance);
      const load = loadOf(instance.flows, rates, instance.capacity.length);
      used.forEach((sum, resource) => {
        expect(Math.abs(sum - at(load, resource))).toBeLessThanOrEqual(1e-12 * at(load, resource));
        expect(sum).toBeLessThanOrEqual(at(instance.capacity, resource) * (1 + 1e-12));
      });
      rates.forEach((rate, f) => {
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(at(instance.flows, f).limit * (1 + 1e-12));
      });
    });
  });

  it('leaves nobody who could gain without taking from one no richer', () => {
    holds((instance) => {
      const { rates, used } = solve(instance);
      const level = (f: number): number => at(rates, f) / at(instance.flows, f).weight;
      const richest = (resource: number): number =>
        Math.max(...instance.flows.map((flow, f) => (flow.uses.some(([r]) => r === resource) ? level(f) : 0)));
      instance.flows.forEach((flow, f) => {
        const atLimit = at(rates, f) >= flow.limit * (1 - 1e-9);
        const held = flow.uses.some(([resource]) => {
          const full = at(used, resource) >= at(instance.capacity, resource) * (1 - 1e-9);
          return full && level(f) >= richest(resource) * (1 - 1e-9);
        });
        expect(atLimit || held).toBe(true);
      });
    });
  });
});

describe('max–min sharing by hand', () => {
  const flow = (weight: number, limit: number, ...resources: number[]): ReferenceFlow => ({
    weight,
    limit,
    uses: resources.map((resource) => [resource, 1] as const),
  });

  it('gives the long flow of a chain what its tightest link leaves', () => {
    const flows = [flow(1, 100, 0, 1), flow(1, 100, 0), flow(1, 100, 1)];
    expect(solve({ flows, capacity: [10, 4] }).rates).toEqual([2, 8, 2]);
  });

  it('ends when a limit is too small to be multiplied exactly', () => {
    const flows = [flow(8, 8.4e-323, 0), flow(1, 100, 0)];
    expect(solve({ flows, capacity: [5] }).rates[1]).toBe(5);
  });

  it('tells capacities apart that differ by one part in 10^8', () => {
    const [one, other] = solve({ flows: [flow(1, 100, 0), flow(1, 100, 1)], capacity: [10, 10 + 1e-7] }).rates;
    expect(one).toBeCloseTo(10, 11);
    expect(other).toBeCloseTo(10 + 1e-7, 11);
  });

  it('shares by weight, and hands on what a limited flow leaves', () => {
    const flows = [flow(1, 100, 0), flow(4, 100, 0), flow(2, 1, 0)];
    expect(solve({ flows, capacity: [11] }).rates).toEqual([2, 8, 1]);
  });

  it('fills among the flows it is given, and leaves the others as they are', () => {
    const capacity = Float64Array.of(12, 30);
    const table = new FlowTable(4);
    // Flow 1 takes two bytes of resource 0 for each of its own, flow 3 is not asked for.
    table.demand(0, 1, 100, flowUses([[0, 1]], capacity));
    table.demand(1, 1, 100, flowUses([[0, 2]], capacity));
    table.demand(2, 1, 5, flowUses([[1, 3]], capacity));
    table.demand(3, 1, 7, flowUses([[1, 1]], capacity));
    const filling = new ProgressiveFilling(2, 4);
    const rate = Float64Array.of(-1, -1, -1, -1);
    filling.fill(table, Int32Array.of(2, 1, 0, 3), 3, capacity, rate);
    // λ + 2λ = 12 at resource 0; 3 · 5 = 15 of 30 at resource 1.
    expect([...rate]).toEqual([4, 4, 5, -1]);
    expect([...filling.used]).toEqual([12, 15]);
  });
});

describe('what flows use', () => {
  it('adds up by what each takes for a byte, and fits where nothing is above its capacity', () => {
    const sum = Float64Array.of(1, 2);
    addUse(
      flowUses(
        [
          [0, 2],
          [1, 0.5],
        ],
        Float64Array.of(10, 10),
      ),
      4,
      sum,
    );
    expect([...sum]).toEqual([9, 4]);
    expect([fits(sum, Float64Array.of(9, 4)), fits(sum, Float64Array.of(8.9, 4))]).toEqual([true, false]);
  });
});
