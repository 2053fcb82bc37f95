import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { createMachine } from '../../../src/sim/machine.js';
import { episodeOf, OFFLOAD, request, run, withDevice } from '../sample-run.js';

const ALL = at(ACTIONS, actionIndex('dcbm-16'));

/** DMA time when two callers ask for every channel at the same moment [channel-ns]. */
function busyChannels(driver: string): { dmaNs: number; latencyNs: readonly number[] } {
  const both = [request({ caller: 0 }), request({ caller: 1 })];
  const { dmaNs, latencyNs } = run(createMachine(withDevice({ driver })), episodeOf(both), OFFLOAD, () => ALL);
  return { dmaNs, latencyNs };
}

describe('a batch that finds every channel held', () => {
  it('waits for them, or is copied serially, as the driver does', () => {
    const [waited, declined] = [busyChannels('sdxi'), busyChannels('ptdma')];
    expect(waited.latencyNs).toHaveLength(2);
    expect(declined.latencyNs).toHaveLength(2);
    // Half of the bytes went by CPU; lists and their set-up differ by a little.
    expect(declined.dmaNs / waited.dmaNs).toBeGreaterThan(0.45);
    expect(declined.dmaNs / waited.dmaNs).toBeLessThan(0.55);
    expect(at(declined.latencyNs, 1)).toBeGreaterThan(at(waited.latencyNs, 1));
  });
});
