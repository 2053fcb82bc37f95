import { describe, expect, it } from 'vitest';
import { rateMet, ratesMet } from '../../../src/sim/law/bottleneck.js';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { flowUses } from '../../../src/sim/law/flow-uses.js';
import { addResource, createResourceSet } from '../../../src/sim/law/resource-set.js';

/** 40 resources, so that their set takes two words: 10 bytes/ns each. */
const capacity = new Float64Array(40).fill(10);
const over = (...resources: number[]) =>
  flowUses(
    resources.map((r) => [r, 1] as const),
    capacity,
  );

/** Flows at 1, 2, 3 and 4 bytes/ns over resources (3, 35), (3), (35) and (7). */
function flows(): FlowTable {
  const table = new FlowTable(5);
  [over(3, 35), over(3), over(35), over(7)].forEach((uses, place) => {
    table.demand(place, 1, 10, uses);
    table.rate[place] = place + 1;
  });
  return table;
}

function fullSet(...resources: number[]): Int32Array {
  const full = createResourceSet(capacity.length);
  for (const resource of resources) addResource(full, resource);
  return full;
}

/** Rates of those that flow 0 meets, by place. */
function metBy0(table: FlowTable, full: Int32Array): number[] {
  return [1, 2, 3].map((other) => rateMet(table, 0, other, full));
}

describe('whom a flow meets', () => {
  it('is nobody where nothing it uses is full', () => {
    // Resource 7 is full, but flow 0 does not use it.
    expect(ratesMet(flows(), 0, fullSet(7))).toBe(0);
    expect(metBy0(flows(), fullSet(7))).toEqual([0, 0, 0]);
  });

  it('is who uses one of its full resources, in either word of the set', () => {
    expect(ratesMet(flows(), 0, fullSet(3))).toBe(2);
    expect(metBy0(flows(), fullSet(3))).toEqual([2, 0, 0]);
    expect(ratesMet(flows(), 0, fullSet(35))).toBe(3);
    expect(metBy0(flows(), fullSet(35))).toEqual([0, 3, 0]);
  });

  it('is each of them once, never itself', () => {
    expect(ratesMet(flows(), 0, fullSet(3, 35, 7))).toBe(5);
    expect(metBy0(flows(), fullSet(3, 35, 7))).toEqual([2, 3, 0]);
  });

  it('is no flow that has ended', () => {
    const table = flows();
    table.demand(1, 0, 0);
    expect(ratesMet(table, 0, fullSet(3))).toBe(0);
  });
});
