import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { type OpenScenario, openScenario } from '../../src/env/scenario-registry.js';
import { DEFAULT_BASE, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { isolatedCost } from '../../src/heuristics/references/exhaustive.js';
import { greedy } from '../../src/heuristics/references/greedy.js';
import type { MigrationRequest } from '../../src/migration/vocabulary.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { weightedCost } from '../../src/sim/state/cost-terms.js';
import { arrivalsOf, type Episode, tenantLoadOf } from '../../src/workload/episode.js';

const KIB = 1024;

/** One request of one batch, alone on an idle machine. */
function alone(values: Partial<MigrationRequest>): Episode {
  const request: MigrationRequest = {
    timeNs: 0,
    folioBytes: 2048 * KIB,
    folios: 8,
    source: 0,
    target: 1,
    reason: 'numa_misplaced',
    mode: 'async',
    owner: 0,
    caller: 0,
    callerNode: 0,
    touchRate: 5e-6,
    delayRate: 1e-2,
    mmCpus: 4,
    ...values,
  };
  return { arrivals: arrivalsOf([request]), load: tenantLoadOf([]), callers: 1 };
}

/** The whole episode by hand, every batch taking one action. */
function costOf(open: OpenScenario, episode: Episode, action: number): number {
  const lane = new Lane(open, episode);
  while (!lane.done) lane.step(action);
  return weightedCost(lane.sim.settled.total, lane.weights);
}

describe('greedy', () => {
  it.each([
    ['one hot THP', { folios: 1 }],
    ['eight hot THPs', {}],
    ['forty cold THPs', { folios: 40, reason: 'demotion', touchRate: 1e-8, delayRate: 0 }],
    ['one base page', { folioBytes: 4 * KIB, folios: 1 }],
    ['three hundred base pages', { folioBytes: 4 * KIB, folios: 300, reason: 'syscall', touchRate: 5e-9 }],
    ['twelve 64 KiB folios', { folioBytes: 64 * KIB, folios: 12 }],
  ] satisfies [string, Partial<MigrationRequest>][])('takes the exhaustive optimum for %s alone', async (_, values) => {
    const open = await openScenario('zen3-ptdma/bulk-light-v2');
    const episode = alone(values);
    const lane = new Lane(open, episode);
    const possible = [...lane.mask.keys()].filter((action) => lane.mask[action] === 1);
    const costs = new Map(possible.map((action) => [action, costOf(open, episode, action)]));
    const chosen = greedy(lane.sim, DEFAULT_BASE, lane.weights)(lane.sim, lane.slot, lane.mask);
    expect(lane.sim.decisions).toBe(0);
    const least = Math.min(...costs.values());
    expect(costs.get(chosen), ACTIONS[chosen]?.name).toBeCloseTo(least, 6);
    expect(costs.size).toBeGreaterThan(10);
    // The choice matters, and the isolated cost that `exhaustive` minimises is the same.
    expect(Math.max(...costs.values())).toBeGreaterThan(1.1 * least);
    for (const [action, cost] of costs)
      expect(isolatedCost(lane.sim, episode, action, lane.weights)).toBeCloseTo(cost, 6);
  });

  it('and lookahead leave the simulator they look at untouched: the episode repeats itself', async () => {
    const open = await openScenario('zen3-ptdma/tiering-base-v2');
    const options = { kind: 'resampled', horizonMs: 1, width: 2, samples: 1 } as const;
    for (const contender of references(DEFAULT_BASE, options)) {
      const first = runEpisode(open, 3, contender);
      expect(first.cost).toBeGreaterThan(0);
      expect(runEpisode(open, 3, contender)).toEqual(first);
    }
  });
});
