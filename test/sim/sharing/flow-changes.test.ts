import { describe, expect, it } from 'vitest';
import { touch } from '../../../src/sim/accrue.js';
import { FlowChanges } from '../../../src/sim/sharing/flow-changes.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { dcbm, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

const NOBODY = new Uint8Array(2);

/** Places, weights and limits of the changes. */
function found(state: SimState, isDirty = NOBODY): number[][] {
  const changes = new FlowChanges(state.flows.places);
  changes.find(state, isDirty);
  return Array.from({ length: changes.count }, (_, k) => [
    changes.places[k] ?? -1,
    changes.weight[k] ?? -1,
    changes.limit[k] ?? -1,
  ]);
}

describe('changes of flows', () => {
  it('are what a touched copy claims: its workers, and its rate at their pace', () => {
    const state = littleState([{}, {}]);
    put(state, 0, { stage: STAGE.copy, plan: mtcopy(2), cpuBytes: 4096, cpuRate: 10, cpuHeadroom: 1.5 });
    const batch = put(state, 1, { stage: STAGE.copy, plan: mtcopy(4), cpuBytes: 4096, cpuRate: 10, cpuHeadroom: 1.5 });
    state.cpu.pace[1] = 0.5;
    touch(state, batch);
    // Slot 0 was not touched; min(1, 0.5 · 1.5) = 0.75 of 10.
    expect(found(state)).toEqual([[2, 4, 7.5]]);
  });

  it('are none where the table says the same already', () => {
    const state = littleState([{}]);
    touch(state, put(state, 0, { stage: STAGE.copy, plan: mtcopy(2), cpuBytes: 4096, cpuRate: 10 }));
    const changes = new FlowChanges(state.flows.places);
    changes.find(state, NOBODY);
    changes.apply(state.flows, 0);
    expect([state.flows.weight[0], state.flows.limit[0]]).toEqual([2, 10]);
    expect(found(state)).toEqual([]);
  });

  it('close the flow of a copy that has ended', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { stage: STAGE.remap, plan: mtcopy(2) });
    state.flows.demand(0, 2, 10, state.machine.route(0, 1).cpu.pull.temporal);
    touch(state, batch);
    expect(found(state)).toEqual([[0, 0, 0]]);
  });

  it('are those of every DMA copy where a channel has been given: two share an engine of 3 bytes/ns', () => {
    const state = littleState([{}, {}]);
    for (const slot of [0, 1]) {
      put(state, slot, {
        stage: STAGE.copy,
        plan: dcbm(1),
        dmaBytes: 4096,
        cpuBytes: 0,
        channelRate: 2,
        dmaFactor: 0.5,
      });
      state.channels.grant(slot, 1);
    }
    // Channels 0 and 1 are one engine's: min(2, 3 ÷ 2) each, times how full they are kept.
    expect(found(state)).toEqual([
      [1, 1, 0.75],
      [3, 1, 0.75],
    ]);
    expect([state.touched.length, state.channels.changed]).toEqual([2, false]);
  });

  it('are those of the tenants of a node that changes: their demand at their pace', () => {
    const state = littleState([{}]);
    state.tenants.set(1, 6, 30, 8);
    state.cpu.tenantPace[1] = 0.5;
    // Places of node b's tenants follow two of the slot and two of node a.
    expect(found(state, Uint8Array.of(0, 1))).toEqual([
      [4, 6, 15],
      [5, 6, 4],
    ]);
  });
});
