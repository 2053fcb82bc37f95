import { describe, expect, it } from 'vitest';
import { chargeCpu, useCpu } from '../../../src/sim/charging/cpu-charge.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { accountPlan } from '../../../src/workload/account-plan.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { type LittleSetting, littleState, put } from '../literal-state.js';

const HALF = { share: 0.5, lost: 0.4 };

/** CPUs that two threads of a slot on node b use, what they cost and what is unfair of it, idle CPUs at 0.1. */
function charged(
  facts: Parameters<typeof put>[2],
  { share, lost } = HALF,
  threads = 2,
  setting: LittleSetting = {},
  bound: 0 | 1 = 0,
): number[] {
  const state = littleState([{ owner: 1 }], { ...setting, options: { idleCpu: 0.1, ...setting.options } });
  const { cpu, costs, accounts } = state;
  const batch = put(state, 0, facts);
  cpu.threads[0] = threads;
  cpu.node[0] = 1;
  cpu.running[1] = threads;
  cpu.share[0] = share;
  cpu.lostToThread[1] = lost;
  if (accounts) accounts.bound[1] = bound;
  useCpu(state, batch, costs);
  chargeCpu(state, batch, costs);
  return [...costs.cpuUse, ...costs.cpu, ...costs.fairness];
}

function close(got: readonly number[], wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  wanted.forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 12);
  });
}

describe('CPU time of migration without accounts', () => {
  const workers = { stage: STAGE.copy, plan: mtcopy(2), cpuBytes: 4096 };

  it('costs what tenants lose, and what was idle of it a tenth', () => {
    // Two threads of half a CPU: each takes 0.4 from tenants, and 0.1 that was idle.
    close(charged(workers), [1, 2 * (0.4 + 0.1 * 0.1), 1]);
  });

  it('costs a tenth where all of it was idle', () => {
    close(charged(workers, { share: 1, lost: 0 }), [2, 0.2, 2]);
  });

  it('costs no less than what tenants lose where that is more than the time: siblings', () => {
    close(charged(workers, { share: 0.5, lost: 0.6 }), [1, 1.2, 1]);
  });

  it('is fair where the caller does it itself', () => {
    close(charged({ stage: STAGE.copy, plan: KERNEL, cpuBytes: 4096 }), [1, 0.82, 0]);
    close(charged({ stage: STAGE.remap, plan: mtcopy(2) }), [1, 0.82, 0]);
  });

  it('is nothing where no thread runs', () => {
    close(charged({ stage: STAGE.decide }, HALF, 0), [0, 0, 0]);
  });
});

describe('CPU time of migration with accounts', () => {
  const containers = [{ name: 'owner', weight: 100, part: 1, quotaCpus: 1 }];
  const by = (attribution: 'system' | 'owner', bound: 0 | 1): number[] => {
    const accounts = accountPlan({ containers, periodMs: 1 }, [0]);
    const setting = { episode: { accounts }, options: { attribution } };
    const facts = { stage: STAGE.copy, plan: mtcopy(2), cpuBytes: 4096 };
    return charged(facts, { share: 0.5, lost: 0 }, 2, setting, bound);
  };

  it('is unfair where another account pays than that of the pages', () => {
    // Nobody is kept off a CPU, so all of the two halves was idle.
    close(by('system', 0), [1, 0.1, 1]);
    close(by('owner', 0), [1, 0.1, 0]);
  });

  it('costs an account whose quota binds it all that it is charged', () => {
    close(by('owner', 1), [1, 1, 0]);
  });
});
