import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { Simulator } from '../../src/sim/simulator.js';
import { episodeOf, OFFLOAD, type Outcome, request, runOn, zen3Machine } from './sample-run.js';

/** Events that 40 small requests can need at most; a clock that stands still would pass them. */
const MOST_EVENTS = 10_000;

function runFrom(beginNs: number, plan: CopyPlan): Outcome {
  const requests = Array.from({ length: 40 }, (_, k) =>
    request({ timeNs: beginNs + 20_000 * k, folioBytes: 65_536, folios: 50 + 7 * k, caller: k % 4 }),
  );
  const sim = new Simulator(zen3Machine, episodeOf(requests), OFFLOAD);
  const advance = sim.advance.bind(sim);
  let events = 0;
  sim.advance = (dt) => {
    if (++events > MOST_EVENTS) throw new Error(`time stands still at ${sim.now} ns`);
    advance(dt);
  };
  return runOn(sim, () => plan);
}

describe('a clock that has run for long', () => {
  const names = ['decline', 'mtcopy-8-pull-temporal-spread', 'dcbm-16', 'hybrid-50'];
  const begins = [1e9, 1e10, 1e12, 1e15];
  it.each(names.flatMap((name) => begins.map((begin) => [name, begin] as const)))(
    'still resolves every event: %s from %d ns on',
    (name, beginNs) => {
      const plan = at(ACTIONS, actionIndex(name));
      const [early, late] = [runFrom(0, plan), runFrom(beginNs, plan)];
      // Each event is off by the clock's last place at most; some hundred events follow each other.
      const tolerance = Math.max(1e-3, 300 * Number.EPSILON * beginNs);
      expect(late.requests).toBe(40);
      late.latencyNs.forEach((latency, r) => {
        expect(Math.abs(latency - at(early.latencyNs, r))).toBeLessThan(tolerance);
      });
    },
  );
});
