import fc from 'fast-check';
import { at } from '../../../src/core/errors.js';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { flowUses } from '../../../src/sim/law/flow-uses.js';
import { ProgressiveFilling } from '../../../src/sim/law/max-min.js';
import type { ReferenceFlow } from '../../reference/max-min.js';

export interface Instance {
  readonly flows: readonly ReferenceFlow[];
  readonly capacity: readonly number[];
}

/** Random instances; small whole numbers give ties, where rounds freeze several flows at once. */
function instances(number: fc.Arbitrary<number>): fc.Arbitrary<Instance> {
  return fc.integer({ min: 1, max: 8 }).chain((resources) => {
    const use = fc.tuple(fc.nat(resources - 1), fc.constantFrom(1, 1, 1, 2, 2 / 3, 1 / 3));
    const uses = fc.uniqueArray(use, { selector: ([resource]) => resource, maxLength: Math.min(6, resources) });
    const flow = fc.record({ weight: fc.constantFrom(1, 1, 2, 4, 8, 16, 32), limit: number, uses });
    return fc.record({
      flows: fc.array(flow, { minLength: 2, maxLength: 12 }),
      capacity: fc.array(number, { minLength: resources, maxLength: resources }),
    });
  });
}

export const smooth = instances(fc.double({ min: 0.5, max: 120, noNaN: true }));
export const tied = instances(fc.integer({ min: 1, max: 12 }));

/** Solves an instance with an empty place before each flow, which the solver must pass over. */
export function solve({ flows, capacity }: Instance): { rates: number[]; used: number[] } {
  const table = new FlowTable(2 * flows.length);
  const filling = new ProgressiveFilling(capacity.length, table.places);
  flows.forEach((flow, f) => {
    const uses = flowUses(flow.uses, Float64Array.from(capacity));
    table.demand(2 * f, 1, 1000, uses);
    table.demand(2 * f, 0, 0);
    table.demand(2 * f + 1, flow.weight, flow.limit, uses);
  });
  filling.fill(table, table.open, table.openCount, Float64Array.from(capacity), table.rate);
  return { rates: flows.map((_, f) => at(table.rate, 2 * f + 1)), used: [...filling.used] };
}
