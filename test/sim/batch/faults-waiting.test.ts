import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { createMachine } from '../../../src/sim/machine.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { type Fault, type Faults, faultsOf } from '../../../src/workload/faults.js';
import { episodeOf, OFFLOAD, request, runOn, withDevice } from '../sample-run.js';

const ALL = at(ACTIONS, actionIndex('dcbm-16'));
/** A driver that lets batches wait for channels. */
const machine = createMachine(withDevice({ driver: 'sdxi' }));
const CHANNELS = machine.device?.channels ?? 0;
const CALLERS = 6;

/** The device goes for good: at once, or channel by channel. */
function gone(fromNs: number, gapNs: number): Faults {
  const faults: Fault[] =
    gapNs === 0
      ? [{ timeNs: fromNs, kind: 'device-unplugged', channel: 0 }]
      : Array.from({ length: CHANNELS }, (_, channel) => ({
          timeNs: fromNs + channel * gapNs,
          kind: 'channel-lost',
          channel,
        }));
  return faultsOf(faults, { noticeNs: 20_000, listErrorRate: 0, seed: 0 });
}

describe('batches that wait for the channels of a device that goes for good', () => {
  it('are copied by their callers', () => {
    let waited = 0;
    const property = fc.property(
      fc.array(fc.integer({ min: 100, max: 1000 }), { minLength: CALLERS, maxLength: CALLERS }),
      fc.integer({ min: 1_000_000, max: 30_000_000 }),
      fc.constantFrom(0, 1, 100_000, 2_000_000),
      (sizes, fromNs, gapNs) => {
        const requests = sizes.map((folios, caller) => request({ caller, folios, timeNs: 10 * caller }));
        const faults = gone(fromNs, gapNs);
        const sim = new Simulator(machine, { ...episodeOf(requests), faults }, OFFLOAD);
        let waiting = 0;
        const advance = sim.advance.bind(sim);
        sim.advance = (dt) => {
          const waits = sim.slots.stage.filter((stage) => stage === STAGE.channels).length;
          waiting = Math.max(waiting, waits);
          expect(waits === 0 || sim.channels.onLine > 0).toBe(true);
          advance(dt);
        };
        const { requests: done } = runOn(sim, () => ALL);
        const { cpuFolios, dmaFolios, recopiedFolios } = sim.settled;
        expect(done).toBe(CALLERS);
        expect(cpuFolios + dmaFolios + recopiedFolios).toBe(sizes.reduce((a, b) => a + b, 0));
        if (waiting > 0) waited++;
      },
    );
    fc.assert(property, { seed: 51, numRuns: 40 });
    expect(waited).toBeGreaterThan(20);
  });
});
