import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/migration/vocabulary.js';
import { ownerOf, payerOf } from '../../../src/sim/charging/payer.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { accountPlan } from '../../../src/workload/account-plan.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

const containers = [1, 2].map((k) => ({ name: `container ${k}`, weight: 100, part: 0.5 }));

/** Who pays for a batch of account 2's pages that a caller in account 1 moves: for its own time, and for workers. */
function payers(attribution: Attribution): number[] {
  const episode = { accounts: accountPlan({ containers, periodMs: 1 }, [1]) };
  const state = littleState([{ owner: 2 }], { episode, options: { attribution } });
  const { accounts } = state;
  if (!accounts) throw new Error('the episode has accounts');
  const { arrivals } = state.episode;
  expect(ownerOf(arrivals, put(state, 0, {}))).toBe(2);
  return [
    { stage: STAGE.unmap, plan: KERNEL },
    { stage: STAGE.copy, plan: KERNEL, cpuBytes: 4096 },
    { stage: STAGE.copy, plan: mtcopy(4), cpuBytes: 4096 },
    { stage: STAGE.copy, plan: mtcopy(4), cpuBytes: 0 },
  ].map((facts) => payerOf(accounts, arrivals, put(state, 0, facts)));
}

describe('who pays for unmapping, the own copy, workers, and waiting for DMA', () => {
  it.each([
    // Kernel workers are the root cgroup's; the rest is done by the caller.
    ['system', [1, 1, 0, 1]],
    ['caller', [1, 1, 1, 1]],
    ['owner', [2, 2, 2, 2]],
  ] as const)('by %s is account %j', (attribution, expected) => {
    expect(payers(attribution)).toEqual(expected);
  });
});
