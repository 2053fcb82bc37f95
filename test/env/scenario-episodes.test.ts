import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import type { Policy } from '../../src/policy/policy.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { WORKLOADS } from '../../src/workload/registry.js';

const SEED = 5;

function fixed(name: string): Policy {
  const policy = FIXED.find((one) => one.name === name);
  if (!policy) throw new Error(`no fixed policy ${name}`);
  return policy;
}

describe('the scenarios', () => {
  it('are named after their platform, with a version', () => {
    for (const { name, platform } of SCENARIOS.all) expect(name).toMatch(new RegExp(`^${platform}/[a-z0-9-]+-v\\d+$`));
  });

  it('leave no workload out', () => {
    expect([...new Set(SCENARIOS.all.map(({ workload }) => workload))].sort()).toEqual([...WORKLOADS.names].sort());
  });
});

describe.each(SCENARIOS.names)('scenario %s', (name) => {
  it.each([fixed('decline'), fixed('dcbm-8')])('moves every folio once under $name', async (policy) => {
    const open = await openScenario(name);
    const episode = open.episode(SEED);
    const { folios, folioBytes, count } = episode.arrivals;
    const lane = new Lane(open, episode);
    let [settled, dma] = [0, 0];
    while (!lane.done) {
      const action = policy.decide(lane.features, lane.mask);
      dma += action === 0 ? 0 : 1;
      lane.step(action);
      settled += lane.sim.settled.count;
      lane.sim.settled.clear();
    }
    expect(lane.sim.settled.bytes).toBe(folios.reduce((sum, many, r) => sum + many * (folioBytes[r] ?? 0), 0));
    expect(lane.sim.settled.requests).toBe(count);
    expect(settled).toBe(lane.sim.decisions);
    // Where there is no device or channels are lost there may be none to use.
    const hasDevice = open.machine.device !== undefined;
    const always = policy.name !== 'decline' && hasDevice && !open.scenario.faults;
    if (policy.name === 'decline' || !hasDevice || always) expect(dma).toBe(always ? lane.sim.decisions : 0);
    else expect(dma).toBeGreaterThan(lane.sim.decisions / 2);
    expect(lane.sim.slots.stage.every((stage) => stage === STAGE.idle)).toBe(true);
  });
});
