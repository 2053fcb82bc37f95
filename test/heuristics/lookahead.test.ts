import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { type LookaheadOptions, lookahead } from '../../src/heuristics/references/lookahead.js';
import { actionIndex } from '../../src/policy/action-table.js';
import type { Policy } from '../../src/policy/policy.js';
import { weightedCost } from '../../src/sim/state/cost-terms.js';
import type { Episode } from '../../src/workload/episode.js';
import { spliceArrivals } from '../../src/workload/splice.js';

const open = await openScenario('spr-dsa/tiering-heavy-v1');
const whole = open.episode(11);
/** The first 120 requests, of which many overlap. */
const short: Episode = {
  ...whole,
  arrivals: spliceArrivals(whole.arrivals, 0, whole.arrivals, 0, Number.POSITIVE_INFINITY, 0, 120),
};

const always = (name: string): Policy => {
  const action = actionIndex(name);
  return { name, decide: (_, mask) => (mask[action] === 1 ? action : 0) };
};
const DECLINE = always('decline');
const ONE = always('dcbm-1');
const FOUR = always('mtcopy-4-pull-temporal-spread');

/** Sees all that comes, to the end: then nothing but what is tried keeps it from the best. */
const SEES_ALL: LookaheadOptions = { kind: 'clairvoyant', horizonMs: 1e6, width: 1, samples: 1 };

function costOf(decide: (lane: Lane) => number): number {
  const lane = new Lane(open, short);
  while (!lane.done) lane.step(decide(lane));
  return weightedCost(lane.sim.settled.total, lane.weights);
}

const alone = (policy: Policy): number => costOf(({ features, mask }) => policy.decide(features, mask));

function ahead(base: Policy): number {
  const like = new Lane(open, short);
  const decide = lookahead(like.sim, base, like.weights, open.episode, 5, SEES_ALL);
  return costOf(({ sim, slot, mask }) => decide(sim, slot, mask));
}

describe('lookahead', () => {
  it.each([
    ['declines', DECLINE],
    ['takes a channel', ONE],
    ['takes four workers', FOUR],
  ])('that sees all that comes costs no more than a base that always %s', (_, base) => {
    expect(ahead(base)).toBeLessThanOrEqual(alone(base) * (1 + 1e-9));
  });
});
