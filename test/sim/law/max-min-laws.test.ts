import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { loadPlatform } from '../../../src/platform/load.js';
import { createMachine } from '../../../src/sim/machine.js';
import { mtcopy } from '../../migration/plans.js';
import { loadOf, type ReferenceFlow } from '../../reference/max-min.js';
import { episodeOf, OFFLOAD, request, run } from '../sample-run.js';
import { type Instance, smooth, solve, tied } from './max-min-instances.js';

/** Rates agree to this relative error; a factor of two is exact. */
const CLOSE = 1e-9;

function expectRates(rates: readonly number[], expected: readonly number[], scale = 1): void {
  rates.forEach((rate, f) => {
    expect(Math.abs(rate / (at(expected, f) * scale) - 1)).toBeLessThan(CLOSE);
  });
}

function withFlows({ flows, capacity }: Instance, change: (flow: ReferenceFlow, f: number) => ReferenceFlow): Instance {
  return { flows: flows.map(change), capacity };
}

/** x ÷ w of all flows, smallest first. */
function levels({ flows }: Instance, rates: readonly number[]): number[] {
  return rates.map((rate, f) => rate / at(flows, f).weight).sort((a, b) => a - b);
}

/** Whether one sorted list is beyond another in lexicographic order, by more than rounding. */
function isBeyond(one: readonly number[], other: readonly number[]): boolean {
  const first = one.findIndex((value, k) => Math.abs(value - at(other, k)) > 1e-9 * at(other, k));
  return first !== -1 && at(one, first) > at(other, first);
}

/** The rates times their factors, brought back within limits and capacities by shrinking whoever exceeds one. */
function someFeasible({ flows, capacity }: Instance, rates: readonly number[], factors: readonly number[]): number[] {
  let tried = rates.map((rate, f) => Math.min(at(flows, f).limit, rate * at(factors, f)));
  capacity.forEach((room, resource) => {
    const over = at(loadOf(flows, tried, capacity.length), resource) / room;
    if (over <= 1) return;
    tried = tried.map((rate, f) => (at(flows, f).uses.some(([r]) => r === resource) ? rate / over : rate));
  });
  return tried;
}

describe.each([
  ['smooth', smooth, 11],
  ['tied', tied, 12],
] as const)('max–min sharing of %s instances', (_, arbitrary, seed) => {
  const holds = (property: (instance: Instance, factor: number) => void) =>
    fc.assert(fc.property(arbitrary, fc.double({ min: 0.01, max: 100, noNaN: true }), property), {
      seed,
      numRuns: 200,
    });

  it('scales with capacities and limits', () => {
    holds((instance, factor) => {
      const { rates } = solve(instance);
      for (const k of [factor, 2]) {
        const larger = withFlows(instance, (flow) => ({ ...flow, limit: flow.limit * k }));
        const scaled = solve({ ...larger, capacity: instance.capacity.map((room) => room * k) }).rates;
        if (k === 2) expect(scaled).toEqual(rates.map((rate) => rate * 2));
        else expectRates(scaled, rates, k);
      }
    });
  });

  it('does not ask in what unit workers are counted', () => {
    holds((instance, factor) => {
      const more = withFlows(instance, (flow) => ({ ...flow, weight: flow.weight * factor }));
      expectRates(solve(more).rates, solve(instance).rates);
    });
  });

  it('does not ask in what unit a resource is counted', () => {
    holds((instance, factor) => {
      const other = withFlows(instance, (flow) => ({
        ...flow,
        uses: flow.uses.map(([resource, share]) => [resource, resource === 0 ? share * factor : share] as const),
      }));
      const capacity = instance.capacity.map((room, resource) => (resource === 0 ? room * factor : room));
      expectRates(solve({ ...other, capacity }).rates, solve(instance).rates);
    });
  });

  it('does not ask in what order flows stand', () => {
    holds((instance) => {
      const turned = { ...instance, flows: [...instance.flows].reverse() };
      expectRates(solve(turned).rates.reverse(), solve(instance).rates);
    });
  });

  it('gives n equal flows of one worker what one flow of n workers gets', () => {
    holds((instance) => {
      const first = at(instance.flows, 0);
      const many = Math.min(8, first.weight);
      const one = { ...first, weight: 1, limit: first.limit / many };
      const split = { ...instance, flows: [...Array(many).fill(one), ...instance.flows.slice(1)] as ReferenceFlow[] };
      const whole = { ...instance, flows: [{ ...first, weight: many }, ...instance.flows.slice(1)] };
      const [apart, together] = [solve(split).rates, solve(whole).rates];
      expectRates([apart.slice(0, many).reduce((sum, rate) => sum + rate, 0), ...apart.slice(many)], together);
    });
  });

  it('is beyond every other allocation that fits, the poorest first', () => {
    const factors = fc.array(fc.double({ min: 0.3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 });
    const property = (instance: Instance, tries: number[][]) => {
      const { rates } = solve(instance);
      const best = levels(instance, rates);
      for (const one of tries) {
        const other = someFeasible(instance, rates, one);
        expect(isBeyond(levels(instance, other), best)).toBe(false);
      }
    };
    const tries = fc.array(factors, { minLength: 5, maxLength: 5 });
    fc.assert(fc.property(arbitrary, tries, property), { seed, numRuns: 300 });
  });
});

describe('one resource', () => {
  /** λ of Σ a·min(L, w·λ) = C in closed form: flows meet their limits in the order of L ÷ w. */
  function waterLevel(flows: readonly ReferenceFlow[], room: number): number {
    const shareOf = ({ uses }: ReferenceFlow): number => at(uses, 0)[1];
    const order = [...flows].sort((a, b) => a.limit / a.weight - b.limit / b.weight);
    let [left, slope] = [room, flows.reduce((sum, flow) => sum + shareOf(flow) * flow.weight, 0)];
    for (const flow of order) {
      if ((flow.limit / flow.weight) * slope > left) return left / slope;
      left -= shareOf(flow) * flow.limit;
      slope -= shareOf(flow) * flow.weight;
    }
    return Number.POSITIVE_INFINITY;
  }

  it('is filled to the level of the closed form', () => {
    const amount = fc.double({ min: 0.5, max: 120, noNaN: true });
    const flow = fc.record({
      weight: fc.constantFrom(1, 2, 4, 8, 16, 32),
      limit: amount,
      share: fc.constantFrom(1, 2, 2 / 3),
    });
    const property = (made: { weight: number; limit: number; share: number }[], room: number) => {
      const flows = made.map(({ weight, limit, share }) => ({ weight, limit, uses: [[0, share] as const] }));
      const level = waterLevel(flows, room);
      const expected = flows.map(({ weight, limit }) => Math.min(limit, weight * level));
      expectRates(solve({ flows, capacity: [room] }).rates, expected);
    };
    fc.assert(fc.property(fc.array(flow, { minLength: 1, maxLength: 12 }), amount, property), {
      seed: 13,
      numRuns: 500,
    });
  });
});

describe('copies on a machine', () => {
  it('share what they meet at by their workers', () => {
    const machine = createMachine(loadPlatform('icx-2s-pmem'));
    const pushed = (workers: number) => mtcopy(workers, { side: 'push', stores: 'nontemporal' });
    // 21 GB/s of writes to PMem: 4 workers get 7 and 8 get 14, so that bytes in the ratio 1 to 2 end together.
    const requests = [100, 200].map((folios, caller) =>
      request({ folios, source: 0, target: 2, caller, callerNode: 0 }),
    );
    const plans = [pushed(4), pushed(8)];
    const { latencyNs, bytes } = run(machine, episodeOf(requests), OFFLOAD, (sim, slot) =>
      at(plans, at(sim.slots.request, slot)),
    );
    expect(bytes).toBe(300 * 2 ** 21);
    const copying = latencyNs.map((ns, k) => (at(requests, k).folios * 2 ** 21) / ns);
    expect(at(copying, 1) / at(copying, 0)).toBeGreaterThan(1.9);
    expect(at(copying, 1) / at(copying, 0)).toBeLessThan(2.1);
    expect(at(copying, 0) + at(copying, 1)).toBeLessThan(21);
  });
});
