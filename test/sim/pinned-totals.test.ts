import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import type { Batching } from '../../src/sim/simulator.js';

const SEED = 20250131;

/** Every term's total of the episode, the CPU's and the channels' time, and when it ends: to the last bit. */
async function totalsOf(scenario: string, name: string, batching: Batching): Promise<number[]> {
  const open = await openScenario(scenario);
  const lane = new Lane(open, open.episode(SEED), batching);
  const policy = FIXED.find((one) => one.name === name);
  while (!lane.done) lane.step(policy?.decide(lane.features, lane.mask) ?? 0);
  const { total, cpuNs, dmaNs } = lane.sim.settled;
  return [...total, cpuNs, dmaNs, lane.sim.now];
}

/** Totals that the published results rest on. */
const TOTALS: readonly (readonly [string, string, Batching, readonly number[]])[] = [];

describe('an episode without faults', () => {
  it.each(TOTALS)(
    '%s costs under %s with %s batching what it always did',
    async (scenario, policy, batching, totals) => {
      expect(await totalsOf(scenario, policy, batching)).toEqual(totals);
    },
  );
});
