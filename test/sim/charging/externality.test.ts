import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import type { CopyPlan, MigrationRequest } from '../../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { createMachine } from '../../../src/sim/machine.js';
import { EXTERNALITY } from '../../../src/sim/state/cost-terms.js';
import type { LoadChange } from '../../../src/workload/episode.js';
import { episodeOf, OFFLOAD, type Outcome, request, run, tenants, withLink, zen3 } from '../sample-run.js';

const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));
const streaming = plan('mtcopy-4-pull-nontemporal-spread');

/** An urgent batch by caller 0 and a second one that nobody waits for, by caller 1. */
const urgent = request({ delayRate: 0.05, folios: 500 });
const idle = (facts: Partial<MigrationRequest> = {}): MigrationRequest =>
  request({ caller: 1, folios: 300, timeNs: 1_000_000, ...facts });

function play(
  requests: readonly MigrationRequest[],
  hows: readonly CopyPlan[],
  platform = zen3,
  load: readonly LoadChange[] = [],
): Outcome {
  return run(createMachine(platform), episodeOf(requests, load), OFFLOAD, (_, slot) => at(hows, slot));
}

/** What the batch of a caller is charged for others. */
function blame(outcome: Outcome, caller: number): number {
  const decided = outcome.decided.filter(({ request: index }) => index === caller);
  return at(at(at(decided, 0).credits, 0), EXTERNALITY);
}

describe('externality', () => {
  it('is nothing where a batch slows no other: the other way, while the other is held by its own device', () => {
    const hows = [plan('dcbm-16'), streaming];
    const outcome = play([urgent, idle({ source: 1, target: 0, callerNode: 0 })], hows);
    expect(at(outcome.latencyNs, 0)).toBe(at(play([urgent], hows).latencyNs, 0));
    expect(blame(outcome, 1)).toBe(0);
  });

  it('is nothing where only tenants slow the other', () => {
    const load = [tenants(1, 64, 400)];
    const requests = [urgent, idle({ source: 1, target: 0, callerNode: 0 })];
    const outcome = play(requests, [plan('dcbm-16'), streaming], zen3, load);
    expect(at(outcome.latencyNs, 0)).toBeGreaterThan(1.1 * at(play([urgent], [plan('dcbm-16')]).latencyNs, 0));
    expect([blame(outcome, 0), blame(outcome, 1)]).toEqual([0, 0]);
  });

  it('is what the other pays more on a link that both fill', () => {
    const platform = withLink(20);
    const outcome = play([urgent, idle()], [streaming, streaming], platform);
    const own = play([urgent], [streaming], platform);
    const paidMore = at(outcome.total, 1) - at(own.total, 1);
    // Holding cost runs at one rate until the first folio is back, so the blame is what was paid, almost to the digit.
    expect(blame(outcome, 1) / paidMore).toBeCloseTo(1, 2);
    expect(blame(outcome, 0)).toBe(0);
  });
});
