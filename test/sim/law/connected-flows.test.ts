import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { ConnectedFlows } from '../../../src/sim/law/connected-flows.js';
import { FlowTable } from '../../../src/sim/law/flow-table.js';
import { type FlowUses, flowUses } from '../../../src/sim/law/flow-uses.js';
import { createResourceSet, findFull } from '../../../src/sim/law/resource-set.js';

/*
 * A chain of four flows over three resources of 10 bytes/ns:
 *
 *   flow 0    resource 0
 *   flow 1    resources 0 and 1
 *   flow 2    resources 1 and 2
 *   flow 3    resource 2
 */
const capacity = Float64Array.of(10, 10, 10);
const CHAIN: readonly FlowUses[] = [[0], [0, 1], [1, 2], [2]].map((resources) =>
  flowUses(
    resources.map((r) => [r, 1] as const),
    capacity,
  ),
);

function chain(): FlowTable {
  const flows = new FlowTable(CHAIN.length);
  CHAIN.forEach((uses, place) => {
    flows.demand(place, 1, 10, uses);
  });
  return flows;
}

/** The resources that have nothing left where so much of each is used. */
function fullAt(...used: number[]): Int32Array {
  const full = createResourceSet(capacity.length);
  findFull(Float64Array.from(used), capacity, full);
  return full;
}

/** The flows connected with flow `first` where these resources are full. */
function connectedWith(first: number, full: Int32Array): ConnectedFlows {
  const connected = new ConnectedFlows(capacity.length, CHAIN.length);
  connected.add(first, at(CHAIN, first), full);
  connected.grow(chain(), full);
  return connected;
}

const placesOf = ({ places, count }: ConnectedFlows): number[] => [...places.subarray(0, count)];

describe('connected flows', () => {
  it('are the changed one alone where nothing is full', () => {
    expect(placesOf(connectedWith(1, fullAt(9, 9, 9)))).toEqual([1]);
  });

  it('reach as far as full resources lead, and no farther', () => {
    // 0 meets 1 at resource 0, 1 meets 2 at resource 1; 2 and 3 use resource 2, which has room.
    const connected = connectedWith(0, fullAt(10, 10, 5));
    expect(placesOf(connected)).toEqual([0, 1, 2]);
    expect([0, 1, 2, 3].map((place) => connected.has(place))).toEqual([true, true, true, false]);
    // From 3 no full resource leads on.
    expect(placesOf(connectedWith(3, fullAt(10, 10, 5)))).toEqual([3]);
  });

  it('leave out flows that are not open', () => {
    const flows = chain();
    flows.demand(1, 0, 0);
    const connected = new ConnectedFlows(capacity.length, CHAIN.length);
    const full = fullAt(10, 10, 10);
    connected.add(0, at(CHAIN, 0), full);
    connected.grow(flows, full);
    expect(placesOf(connected)).toEqual([0]);
  });

  it('are joined by those who use what they have filled themselves', () => {
    const connected = connectedWith(1, fullAt(9, 9, 9));
    // Flow 1 has filled resource 1, which flow 2 uses, too.
    expect(connected.join(chain(), fullAt(9, 10, 9), Float64Array.of(4, 4, 0))).toBe(true);
    expect(placesOf(connected)).toEqual([1, 2]);
  });

  it('are joined by nobody where they fill nothing', () => {
    const connected = connectedWith(1, fullAt(9, 9, 9));
    expect(connected.join(chain(), fullAt(9, 9, 10), Float64Array.of(4, 4, 0))).toBe(false);
  });

  it('are none after clearing, and no resource connects', () => {
    const connected = connectedWith(0, fullAt(10, 10, 5));
    connected.clear();
    expect(placesOf(connected)).toEqual([]);
    connected.add(3, at(CHAIN, 3), fullAt(10, 10, 5));
    connected.grow(chain(), fullAt(10, 10, 5));
    expect(placesOf(connected)).toEqual([3]);
  });
});
