import type { Batch } from '../state/batch.js';
import type { CostRates } from '../state/cost-rates.js';
import { type CpuAccounts, SOON } from '../state/cpu-accounts.js';
import type { CpuShares } from '../state/cpu-shares.js';
import type { SimState } from '../state/sim-state.js';
import { payerOf } from './payer.js';

/*
 * What a charge costs the account that pays it, at its expense later. With τ left of the period, a budget b, tenants that
 * use u CPUs, and wanted ones u′ if they were not throttled:
 *
 *   b > u·τ              there is room: what is charged now is not missed
 *   0 < b ≤ u·τ          the account is bound: it will be throttled as much earlier as it is charged
 *   b = 0, D + u′P ≥ Q   bound in the next period by what it will owe
 *
 * A bound account loses all of what it is charged, and nothing by being kept from CPUs now: its budget lasts longer. What
 * siblings take from the CPU time it gets it loses like everybody. So the batch that causes a loss bears it when it is
 * charged; the throttling itself comes later and is only measured. The judgement takes the load to stay as it is until the
 * period ends: where it falls before, a charge is missed less than was counted.
 */

/** What the judgement of accounts reads. */
type AccountUse = Pick<SimState, 'machine' | 'episode' | 'running' | 'cpu' | 'tenants' | 'now'>;

/** CPUs that an account's tenants would use with no quota and no migration. */
function wantedBy({ machine, tenants }: AccountUse, { plan }: CpuAccounts, account: number): number {
  let wanted = 0;
  for (let node = 0; node < machine.nodes; node++) {
    wanted += Math.min(tenants.threads[node] as number, machine.cpus[node] as number);
  }
  return wanted * (plan.part[account] as number);
}

function isBound(use: AccountUse, accounts: CpuAccounts, account: number): boolean {
  const quota = accounts.plan.quotaNs[account] as number;
  if (quota === Number.POSITIVE_INFINITY) return false;
  if (!accounts.isThrottled(account))
    return accounts.room(account, use.now) <= (accounts.chargeRate[account] as number) * SOON;
  return (accounts.debt[account] as number) + wantedBy(use, accounts, account) * accounts.plan.periodNs >= quota;
}

/** Adds up what tenants use and migration charges each account, and judges which accounts are bound. */
export function judgeAccounts(use: AccountUse, accounts: CpuAccounts, { cpuUse }: CostRates): void {
  const { tenantRate, chargeRate, tenantOn, bound, plan } = accounts;
  tenantRate.fill(0);
  chargeRate.fill(0);
  for (let k = 0; k < tenantOn.length; k++) {
    const a = k % plan.count;
    tenantRate[a] = (tenantRate[a] as number) + (tenantOn[k] as number);
  }
  for (const batch of use.running) {
    const used = cpuUse[batch.slot] as number;
    if (used === 0) continue;
    const payer = payerOf(accounts, use.episode.arrivals, batch);
    chargeRate[payer] = (chargeRate[payer] as number) + used;
  }
  for (let a = 0; a < plan.count; a++) bound[a] = isBound(use, accounts, a) ? 1 : 0;
}

/** The part of the tenants' CPUs on a node that belongs to accounts that are not bound. */
function unboundPart(cpu: CpuShares, { tenantOn, bound, plan }: CpuAccounts, node: number): number {
  let unbound = 0;
  for (let a = 0; a < plan.count; a++) if (bound[a] === 0) unbound += tenantOn[node * plan.count + a] as number;
  const used = cpu.used[node] as number;
  return used > 0 ? Math.min(1, unbound / used) : 1;
}

/** What tenants lose to one of a slot's threads [ns/ns]. */
export function lostToThread({ cpu, episode }: AccountUse, accounts: CpuAccounts, batch: Batch): number {
  const node = cpu.node[batch.slot] as number;
  const running = cpu.running[node] as number;
  const slowed = cpu.slowed[node] as number;
  const charged = (cpu.share[batch.slot] as number) * (cpu.tenantSpeed[node] as number);
  if (accounts.bound[payerOf(accounts, episode.arrivals, batch)] === 1) return charged + slowed / running;
  const keptOff = Math.max(0, (cpu.lost[node] as number) - slowed);
  return (keptOff * unboundPart(cpu, accounts, node) + slowed) / running;
}

/** Tells the accounts what of their tenants' CPU time is progress, less what migration's traffic takes. */
export function tellProgress(cpu: CpuShares, { tenantLoss }: CostRates, accounts: CpuAccounts): void {
  const { progressRate, tenantOn, plan } = accounts;
  progressRate.fill(0);
  for (let node = 0; node < cpu.used.length; node++) {
    const used = cpu.used[node] as number;
    if (used <= 0) continue;
    const progress = (cpu.tenantSpeed[node] as number) - (tenantLoss[node] as number) / used;
    for (let a = 0; a < plan.count; a++) {
      const cpus = tenantOn[node * plan.count + a] as number;
      progressRate[a] = (progressRate[a] as number) + cpus * Math.max(0, progress);
    }
  }
}
