import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import type { Platform, PlatformNode } from '../../src/platform/platform.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { createMachine } from '../../src/sim/machine.js';
import { episodeOf, OFFLOAD, request, run, zen3 } from './sample-run.js';

const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));

/** zen3 with a third node of far memory without cores, reached from both sockets. */
function withFarMemory(): Platform {
  const [dram, link] = [at(zen3.nodes, 0), at(zen3.links, 0)];
  const far: PlatformNode = { ...dram, name: 'far', kind: 'cxl', cores: 0, latency: { ...dram.latency, value: 250 } };
  const lane = (from: string) => ({ ...link, name: `${from}-far`, from, to: 'far' });
  return { ...zen3, nodes: [...zen3.nodes, far], links: [...zen3.links, lane('node0'), lane('node1')] };
}

const machine = createMachine(withFarMemory());

function latency(source: number, target: number, callerNode: number, how: CopyPlan): number {
  const outcome = run(machine, episodeOf([request({ source, target, callerNode })]), OFFLOAD, () => how);
  expect(outcome.requests).toBe(1);
  return at(outcome.latencyNs, 0);
}

describe('a node without cores', () => {
  const decline = plan('decline');

  it.each([
    [0, 2, 0],
    [0, 2, 1],
    [2, 0, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])('is reached by the serial copy from node %d to node %d by a caller on node %d', (source, target, callerNode) => {
    expect(latency(source, target, callerNode, decline)).toBeGreaterThan(0);
  });

  it('is written to as slowly by a caller at the source as by one pushing worker there', () => {
    const worker = latency(0, 2, 0, plan('mtcopy-1-push-temporal-spread'));
    expect(latency(0, 2, 0, decline)).toBeCloseTo(worker - zen3.cpuCopy.workerSetup.value, 3);
  });
});
