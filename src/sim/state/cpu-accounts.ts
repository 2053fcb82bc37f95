import type { Attribution } from '../../migration/vocabulary.js';
import type { AccountPlan } from '../../workload/account-plan.js';
import { APART, type ColumnSource } from './columns.js';
import { remaining } from './remaining.js';

/** A charge of so many ns is none: what is bound by it is bound now. */
export const SOON = 1;

/*
 * Who pays for CPU time: the budgets of accounts with a quota of Q ns a period P, after CFS bandwidth control
 * (Documentation/scheduler/sched-bwc.rst, no burst) and remote charging (Daniel Jordan, "[RFC 15/16] sched/fair: Account
 * kthread runtime debt for CFS bandwidth", January 2022). An account's tenants use u CPUs, migration charges it c:
 *
 *   budget b > 0            db/dt = −(u + c)
 *   budget spent, b = 0     its tenants are throttled, u = 0; dD/dt = c: what is charged beyond the budget is debt D
 *   every P                 pay = min(Q, D);  D ← D − pay;  b ← min(Q, b + Q − pay)
 *
 * so an account does not run at all until its debt is paid. Migration itself is never throttled: kernel threads are not,
 * and a task is only on its way back to user space. Quotas are refilled at multiples of P from time 0; the kernel's
 * slices (5 ms of a quota handed to one CPU at a time) are left out.
 * Who is charged for a batch says charging/payer.ts.
 */
export class CpuAccounts {
  readonly plan: AccountPlan;
  readonly attribution: Attribution;
  /** What is left of this period's quota, and what is owed [ns]. */
  readonly budget: Float64Array;
  readonly debt: Float64Array;
  /** CPUs that each account's tenants use on each node. [nodes × accounts] */
  readonly tenantOn: Float64Array;
  /** CPUs that the tenants use, the part of them that is progress, and CPUs that migration is charged. */
  readonly tenantRate: Float64Array;
  readonly progressRate: Float64Array;
  readonly chargeRate: Float64Array;
  /** 1 where the quota binds the account: account-charge.ts. */
  readonly bound: Int32Array;
  /** Sums since the beginning [ns]: tenants' CPU time and progress, charges, time throttled, debt paid. */
  readonly tenantNs: Float64Array;
  readonly progressNs: Float64Array;
  readonly chargedNs: Float64Array;
  readonly throttledNs: Float64Array;
  readonly paidNs: Float64Array;
  #periods = 0;

  constructor(plan: AccountPlan, attribution: Attribution, nodes: number, source: ColumnSource = APART) {
    const sums = (): Float64Array => source.float(plan.count);
    this.plan = plan;
    this.attribution = attribution;
    this.budget = sums();
    this.budget.set(plan.quotaNs);
    this.debt = sums();
    this.tenantOn = source.float(nodes * plan.count);
    this.tenantRate = sums();
    this.progressRate = sums();
    this.chargeRate = sums();
    this.bound = source.integer(plan.count);
    this.tenantNs = sums();
    this.progressNs = sums();
    this.chargedNs = sums();
    this.throttledNs = sums();
    this.paidNs = sums();
  }

  get #periodEnd(): number {
    return (this.#periods + 1) * this.plan.periodNs;
  }

  /** Copies what is not in columns. */
  copyFrom(other: CpuAccounts): void {
    this.#periods = other.#periods;
  }

  isThrottled(account: number): boolean {
    return (this.budget[account] as number) <= 0;
  }

  /** What the tenants leave of the budget if they go on as now until the period ends [ns]. */
  room(account: number, now: number): number {
    return (this.budget[account] as number) - (this.tenantRate[account] as number) * (this.#periodEnd - now);
  }

  /** When a budget is spent or refilled next, or has no room left for charges [ns]. */
  nextTime(now: number): number {
    let next = this.#periodEnd;
    for (let a = 0; a < this.plan.count; a++) {
      const charge = this.chargeRate[a] as number;
      const draw = (this.tenantRate[a] as number) + charge;
      const budget = this.budget[a] as number;
      if (draw <= 0 || budget <= 0) continue;
      next = Math.min(next, now + budget / draw);
      if (charge > 0 && this.bound[a] === 0) next = Math.min(next, now + Math.max(SOON, this.room(a, now) / charge));
    }
    return next;
  }

  /** Lets `dt` pass; a budget that the clock cannot tell from spent is spent. */
  advance(dt: number, resolution: number): void {
    for (let a = 0; a < this.plan.count; a++) {
      const charge = this.chargeRate[a] as number;
      this.tenantNs[a] = (this.tenantNs[a] as number) + (this.tenantRate[a] as number) * dt;
      this.progressNs[a] = (this.progressNs[a] as number) + (this.progressRate[a] as number) * dt;
      this.chargedNs[a] = (this.chargedNs[a] as number) + charge * dt;
      if (this.isThrottled(a)) {
        this.throttledNs[a] = (this.throttledNs[a] as number) + dt;
        this.debt[a] = (this.debt[a] as number) + charge * dt;
      } else
        this.budget[a] = remaining(this.budget[a] as number, (this.tenantRate[a] as number) + charge, dt, resolution);
    }
  }

  /** Begins the periods that have come. */
  refill(now: number): void {
    for (; this.#periodEnd <= now; this.#periods++) {
      for (let a = 0; a < this.plan.count; a++) {
        const quota = this.plan.quotaNs[a] as number;
        if (quota === Number.POSITIVE_INFINITY) continue;
        const pay = Math.min(quota, this.debt[a] as number);
        this.debt[a] = (this.debt[a] as number) - pay;
        this.paidNs[a] = (this.paidNs[a] as number) + pay;
        this.budget[a] = Math.min(quota, (this.budget[a] as number) + quota - pay);
      }
    }
  }
}
