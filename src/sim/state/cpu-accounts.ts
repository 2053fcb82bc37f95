import type { Attribution } from '../../migration/vocabulary.js';
import { type AccountPlan, SYSTEM } from '../../workload/account-plan.js';
import type { Simulator } from '../simulator.js';
import { left } from './remaining.js';
import { runsHelpers } from './threads.js';

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
 *
 * Charged for a batch, by attribution:
 *
 *            the caller's own time (unmap,       copy workers
 *            remap, serial copy, polling)
 *   system   its account                         nobody: account 0, which has no quota (today's kernel)
 *   caller   its account                         the caller's account
 *   owner    the account of the pages            the account of the pages
 *
 * With `caller` and `owner`, workers have the low priority that this series gives them, else nice 0 (group-shares.ts).
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
  readonly bound: Uint8Array;
  /** Sums since the beginning [ns]: tenants' CPU time and progress, charges, time throttled, debt paid. */
  readonly tenantNs: Float64Array;
  readonly progressNs: Float64Array;
  readonly chargedNs: Float64Array;
  readonly throttledNs: Float64Array;
  readonly paidNs: Float64Array;
  #periods = 0;

  constructor(plan: AccountPlan, attribution: Attribution, nodes: number) {
    const sums = (): Float64Array => new Float64Array(plan.count);
    this.plan = plan;
    this.attribution = attribution;
    this.budget = Float64Array.from(plan.quotaNs);
    this.debt = sums();
    this.tenantOn = new Float64Array(nodes * plan.count);
    this.tenantRate = sums();
    this.progressRate = sums();
    this.chargeRate = sums();
    this.bound = new Uint8Array(plan.count);
    this.tenantNs = sums();
    this.progressNs = sums();
    this.chargedNs = sums();
    this.throttledNs = sums();
    this.paidNs = sums();
  }

  get #periodEnd(): number {
    return (this.#periods + 1) * this.plan.periodNs;
  }

  copyFrom(other: CpuAccounts): void {
    this.budget.set(other.budget);
    this.debt.set(other.debt);
    this.tenantOn.set(other.tenantOn);
    this.tenantRate.set(other.tenantRate);
    this.progressRate.set(other.progressRate);
    this.chargeRate.set(other.chargeRate);
    this.bound.set(other.bound);
    this.tenantNs.set(other.tenantNs);
    this.progressNs.set(other.progressNs);
    this.chargedNs.set(other.chargedNs);
    this.throttledNs.set(other.throttledNs);
    this.paidNs.set(other.paidNs);
    this.#periods = other.#periods;
  }

  isThrottled(account: number): boolean {
    return (this.budget[account] ?? 0) <= 0;
  }

  /** The account that pays for what a slot's threads do now. */
  payer(sim: Simulator, slot: number): number {
    const caller = this.plan.callerAccount[slot] ?? SYSTEM;
    if (this.attribution === 'owner') return this.owner(sim, slot);
    return this.attribution === 'system' && runsHelpers(sim, slot) ? SYSTEM : caller;
  }

  owner(sim: Simulator, slot: number): number {
    return sim.episode.arrivals.owner[sim.slots.request[slot] ?? 0] ?? SYSTEM;
  }

  /** What the tenants leave of the budget if they go on as now until the period ends [ns]. */
  room(account: number, now: number): number {
    return (this.budget[account] ?? 0) - (this.tenantRate[account] ?? 0) * (this.#periodEnd - now);
  }

  /** When a budget is spent or refilled next, or has no room left for charges [ns]. */
  nextTime(now: number): number {
    let next = this.#periodEnd;
    for (let a = 0; a < this.plan.count; a++) {
      const charge = this.chargeRate[a] ?? 0;
      const draw = (this.tenantRate[a] ?? 0) + charge;
      const budget = this.budget[a] ?? 0;
      if (draw <= 0 || budget <= 0) continue;
      next = Math.min(next, now + budget / draw);
      if (charge > 0 && this.bound[a] === 0) next = Math.min(next, now + Math.max(SOON, this.room(a, now) / charge));
    }
    return next;
  }

  /** Lets `dt` pass; a budget that the clock cannot tell from spent is spent. */
  advance(dt: number, resolution: number): void {
    for (let a = 0; a < this.plan.count; a++) {
      const charge = this.chargeRate[a] ?? 0;
      this.tenantNs[a] = (this.tenantNs[a] ?? 0) + (this.tenantRate[a] ?? 0) * dt;
      this.progressNs[a] = (this.progressNs[a] ?? 0) + (this.progressRate[a] ?? 0) * dt;
      this.chargedNs[a] = (this.chargedNs[a] ?? 0) + charge * dt;
      if (this.isThrottled(a)) {
        this.throttledNs[a] = (this.throttledNs[a] ?? 0) + dt;
        this.debt[a] = (this.debt[a] ?? 0) + charge * dt;
      } else this.budget[a] = left(this.budget[a] ?? 0, (this.tenantRate[a] ?? 0) + charge, dt, resolution);
    }
  }

  /** Begins the periods that have come. */
  refill(now: number): void {
    for (; this.#periodEnd <= now; this.#periods++) {
      for (let a = 0; a < this.plan.count; a++) {
        const quota = this.plan.quotaNs[a] ?? 0;
        if (quota === Number.POSITIVE_INFINITY) continue;
        const pay = Math.min(quota, this.debt[a] ?? 0);
        this.debt[a] = (this.debt[a] ?? 0) - pay;
        this.paidNs[a] = (this.paidNs[a] ?? 0) + pay;
        this.budget[a] = Math.min(quota, (this.budget[a] ?? 0) + quota - pay);
      }
    }
  }
}
