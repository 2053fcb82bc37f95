import { describe, expect, it } from 'vitest';
import { CpuAccounts } from '../../../src/sim/state/cpu-accounts.js';
import { accountPlan } from '../../../src/workload/account-plan.js';

const MS = 1e6;

/** Account 1 may use two CPUs in periods of 1 ms: Q = 2·10⁶ ns. Its tenants use `used`, migration is charged `charged`. */
function little(used: number, charged: number): CpuAccounts {
  const plan = accountPlan({ containers: [{ name: 'one', weight: 100, part: 1, quotaCpus: 2 }], periodMs: 1 }, [1]);
  const accounts = new CpuAccounts(plan, 'owner', 1);
  accounts.tenantRate[1] = used;
  accounts.progressRate[1] = used / 2;
  accounts.chargeRate[1] = charged;
  return accounts;
}

describe('a budget', () => {
  it('is used by tenants and by what they are charged', () => {
    const accounts = little(3, 1);
    accounts.advance(1e5, 0);
    expect([accounts.budget[1], accounts.debt[1]]).toEqual([2 * MS - 4e5, 0]);
    expect([accounts.tenantNs[1], accounts.progressNs[1], accounts.chargedNs[1]]).toEqual([3e5, 1.5e5, 1e5]);
    // Bound, for the tenants alone would use more than there is; 1.6·10⁶ are left, and 4 a ns are used.
    accounts.bound[1] = 1;
    expect(accounts.nextTime(1e5)).toBe(5e5);
  });

  it('that is spent throttles, and what is charged then is owed', () => {
    const accounts = little(3, 1);
    accounts.advance(5e5, 0);
    expect([accounts.isThrottled(1), accounts.nextTime(5e5)]).toEqual([true, MS]);
    accounts.tenantRate[1] = 0;
    accounts.advance(5e5, 0);
    expect([accounts.debt[1], accounts.throttledNs[1]]).toEqual([5e5, 5e5]);
  });

  it('pays what is owed when it is refilled, and holds no more than the quota', () => {
    const accounts = little(0, 0);
    accounts.budget[1] = 0;
    accounts.debt[1] = 0.5 * MS;
    accounts.refill(MS);
    expect([accounts.budget[1], accounts.debt[1], accounts.paidNs[1]]).toEqual([1.5 * MS, 0, 0.5 * MS]);
    accounts.refill(2 * MS);
    expect(accounts.budget[1]).toBe(2 * MS);
    expect(accounts.nextTime(2 * MS)).toBe(3 * MS);
  });

  it('does not run again while it owes more than a quota', () => {
    const accounts = little(0, 0);
    accounts.budget[1] = 0;
    accounts.debt[1] = 3 * MS;
    accounts.refill(MS);
    expect([accounts.isThrottled(1), accounts.debt[1]]).toEqual([true, MS]);
    // Two periods that passed at once are two refills.
    accounts.refill(3 * MS);
    expect([accounts.budget[1], accounts.debt[1]]).toEqual([2 * MS, 0]);
  });
});

describe('the room in a budget', () => {
  it('is what tenants leave of it if they go on, and ends when charges have used it', () => {
    const accounts = little(1, 0.5);
    // 2·10⁶ − 1 · 10⁶, at 0.5 a ns used up after 2·10⁶ ns; the budget at 1.5 after 1.33·10⁶; the period ends before.
    expect([accounts.room(1, 0), accounts.nextTime(0)]).toEqual([MS, MS]);
    accounts.chargeRate[1] = 4;
    expect(accounts.nextTime(0)).toBe(MS / 4);
    // At once, but for a ns, where nothing is left that tenants do not use.
    accounts.tenantRate[1] = 3;
    expect(accounts.nextTime(0)).toBe(1);
    accounts.tenantRate[1] = 1;
    // Of an account that is bound it is not asked: its budget is spent after 2·10⁶ ÷ 5.
    accounts.bound[1] = 1;
    expect(accounts.nextTime(0)).toBe(0.4 * MS);
  });
});
