import { describe, expect, it } from 'vitest';
import { judgeAccounts, lostToThread, tellProgress } from '../../../src/sim/charging/account-charge.js';
import type { CpuAccounts } from '../../../src/sim/state/cpu-accounts.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { accountPlan } from '../../../src/workload/account-plan.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

/** Accounts 1 and 2 with half of the tenants each; 1 has 2 CPUs a period of 1 ms, so a budget of 2·10⁶ ns. */
function little(): { state: SimState; accounts: CpuAccounts } {
  const containers = [
    { name: 'bounded', weight: 100, part: 0.5, quotaCpus: 2 },
    { name: 'free', weight: 100, part: 0.5 },
  ];
  const episode = { accounts: accountPlan({ containers, periodMs: 1 }, [1, 2]) };
  const state = littleState([{ owner: 1 }, { owner: 2 }], { episode, options: { attribution: 'caller' } });
  if (!state.accounts) throw new Error('the episode has accounts');
  return { state, accounts: state.accounts };
}

/** Judges where account 1's tenants use so many CPUs; says which accounts are bound. */
function judged({ state, accounts }: ReturnType<typeof little>, tenantCpus: number): number[] {
  accounts.tenantOn[1] = tenantCpus;
  judgeAccounts(state, accounts, state.costs);
  return [...accounts.bound];
}

describe('the judgement of accounts', () => {
  it('adds up tenants over nodes, and migration by who pays', () => {
    const { state, accounts } = little();
    // [nodes × accounts]
    accounts.tenantOn.set([0, 1, 2, 0, 0.5, 0.25]);
    put(state, 0, { stage: STAGE.remap, plan: KERNEL });
    put(state, 1, { stage: STAGE.copy, plan: mtcopy(4), cpuBytes: 4096 });
    state.costs.cpuUse.set([0.5, 3]);
    judgeAccounts(state, accounts, state.costs);
    expect([...accounts.tenantRate]).toEqual([0, 1.5, 2.25]);
    expect([...accounts.chargeRate]).toEqual([0, 0.5, 3]);
  });

  it('finds an account bound whose tenants use up its budget by the end of the period', () => {
    // 2·10⁶ ns for 10⁶ ns: two CPUs and more leave no room.
    expect(judged(little(), 1.9)).toEqual([0, 0, 0]);
    expect(judged(little(), 2)).toEqual([0, 1, 0]);
  });

  it('finds more room the later it is', () => {
    const one = little();
    one.state.now = 5e5;
    // Half a period is left: up to four CPUs.
    expect(judged(one, 3.9)).toEqual([0, 0, 0]);
    expect(judged(one, 4)).toEqual([0, 1, 0]);
  });

  it('finds a throttled account bound where debt and wish reach its quota', () => {
    const one = little();
    one.accounts.budget[1] = 0;
    // Half of the two tenants on a want one CPU: 10⁶ ns a period, and 10⁶ ns of debt make 2·10⁶.
    one.state.tenants.set(0, 2, 0, 0);
    one.accounts.debt[1] = 0.9e6;
    expect(judged(one, 0)).toEqual([0, 0, 0]);
    one.accounts.debt[1] = 1e6;
    expect(judged(one, 0)).toEqual([0, 1, 0]);
  });
});

describe('what tenants lose to a thread', () => {
  /** A caller's thread on a, where tenants of account 1 use one CPU and those of account 2 three. */
  function lost(bound: 0 | 1): number {
    const { state, accounts } = little();
    const { cpu } = state;
    const batch = put(state, 0, { stage: STAGE.remap, plan: KERNEL });
    accounts.bound[1] = bound;
    accounts.tenantOn.set([0, 1, 3]);
    cpu.node[0] = 0;
    cpu.running[0] = 2;
    cpu.share[0] = 0.8;
    cpu.used[0] = 4;
    cpu.tenantSpeed[0] = 0.9;
    cpu.lost[0] = 1;
    cpu.slowed[0] = 0.2;
    return lostToThread(state, accounts, batch);
  }

  it('is half of what two threads keep them off and slow them, where none is bound', () => {
    expect(lost(0)).toBeCloseTo((0.8 + 0.2) / 2, 12);
  });

  it('is all that is charged where the payer is bound, and half of what siblings take', () => {
    // A ns of its CPU time would have been 0.9 of progress.
    expect(lost(1)).toBeCloseTo(0.8 * 0.9 + 0.2 / 2, 12);
  });

  it('leaves out tenants of bound accounts, whose budget lasts longer for being kept off', () => {
    const { state, accounts } = little();
    const { cpu } = state;
    const batch = put(state, 1, { stage: STAGE.remap, plan: KERNEL });
    accounts.bound[1] = 1;
    accounts.tenantOn.set([0, 1, 3]);
    cpu.running[0] = 2;
    cpu.used[0] = 4;
    cpu.lost[0] = 1;
    cpu.slowed[0] = 0.2;
    // Account 2 pays and is free: three quarters of the CPUs are of accounts that lose by being kept off.
    expect(lostToThread(state, accounts, batch)).toBeCloseTo((0.8 * 0.75 + 0.2) / 2, 12);
  });
});

describe('progress of the tenants of accounts', () => {
  it("is their CPU time at their speed, less migration's traffic", () => {
    const { state, accounts } = little();
    state.cpu.used[0] = 4;
    state.cpu.tenantSpeed[0] = 0.9;
    state.costs.tenantLoss[0] = 0.4;
    accounts.tenantOn.set([0, 1, 3]);
    tellProgress(state.cpu, state.costs, accounts);
    // A ns of a CPU is 0.9 − 0.4 ÷ 4 of progress.
    [0, 0.8, 2.4].forEach((progress, a) => {
      expect(accounts.progressRate[a]).toBeCloseTo(progress, 12);
    });
  });
});
