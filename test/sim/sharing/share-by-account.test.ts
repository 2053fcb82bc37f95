import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/migration/vocabulary.js';
import { GroupShares, runnableTenants } from '../../../src/sim/sharing/share-by-account.js';
import type { CpuAccounts } from '../../../src/sim/state/cpu-accounts.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import { accountPlan } from '../../../src/workload/account-plan.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

/** Accounts 1 and 2, of weight 300 and 100, have half of the eight tenants on node a each; a has four CPUs. */
function crowded(attribution: Attribution = 'system'): { state: SimState; accounts: CpuAccounts } {
  const containers = [
    { name: 'heavy', weight: 300, part: 0.5, quotaCpus: 8 },
    { name: 'light', weight: 100, part: 0.5 },
  ];
  const accounts = accountPlan({ containers, periodMs: 1 }, [1]);
  const state = littleState([{ callerNode: 0 }], { episode: { accounts }, options: { attribution } });
  if (!state.accounts) throw new Error('the episode has accounts');
  state.tenants.set(0, 8, 0, 0);
  return { state, accounts: state.accounts };
}

/** Shares node a, where slot 0 runs so many threads. */
function share({ state, accounts }: ReturnType<typeof crowded>, threads = 0): number[] {
  state.cpu.threads[0] = threads;
  new GroupShares(3, 1).share(state, accounts, state.cpu, 0);
  return [...accounts.tenantOn.subarray(0, 3)];
}

function close(got: ArrayLike<number>, wanted: readonly number[]): void {
  wanted.forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 12);
  });
}

describe('CPUs shared by account', () => {
  it('follow the weights', () => {
    const one = crowded();
    // 300 λ + 100 λ = 4: 3 and 1, and each has threads for 4.
    close(share(one), [0, 3, 1]);
    expect([one.state.cpu.used[0], one.state.cpu.tenantPace[0]]).toEqual([4, 0.5]);
  });

  it('are divided among the threads of an account, its caller among them', () => {
    const one = crowded();
    put(one.state, 0, { stage: STAGE.remap, plan: KERNEL });
    // Account 1 has 3 CPUs for 4 tenants and its caller: 0.6 each.
    close(share(one, 1), [0, 2.4, 1]);
    expect(one.state.cpu.share[0]).toBeCloseTo(0.6, 12);
    expect(one.state.cpu.used[0]).toBeCloseTo(3.4, 12);
    expect(one.state.cpu.tenantPace[0]).toBeCloseTo(3.4 / 8, 12);
  });

  it('are shared with workers as with threads of the root cgroup of nice 0', () => {
    const one = crowded();
    put(one.state, 0, { stage: STAGE.copy, plan: mtcopy(2, { side: 'push' }), cpuBytes: 4096 });
    // 300 λ + 100 λ + 2 · 100 λ = 4: λ = 4 ÷ 600, and each worker has 100 λ.
    close(share(one, 2), [0, 2, 2 / 3]);
    expect(one.state.cpu.share[0]).toBeCloseTo(2 / 3, 12);
  });

  it('are shared with workers of nice 19, all but one, where somebody is charged', () => {
    const one = crowded('owner');
    put(one.state, 0, { stage: STAGE.copy, plan: mtcopy(2, { side: 'push' }), cpuBytes: 4096 });
    // Weights 300, 100 and 100 + 100 · 15 ÷ 1024.
    const workers = 100 + 1500 / 1024;
    const level = 4 / (400 + workers);
    close(share(one, 2), [0, 300 * level, 100 * level]);
    expect(one.state.cpu.share[0]).toBeCloseTo((workers * level) / 2, 12);
  });

  it('are left to others by an account that is throttled', () => {
    const one = crowded();
    one.accounts.budget[1] = 0;
    close(share(one), [0, 0, 4]);
    expect(runnableTenants(one.state.tenants, one.accounts, 0)).toBe(4);
  });
});
