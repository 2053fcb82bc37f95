import type { Simulator } from '../simulator.js';
import { type CpuAccounts, SOON } from '../state/cpu-accounts.js';

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

/** CPUs that an account's tenants would use with no quota and no migration. */
function wantedBy(sim: Simulator, { plan }: CpuAccounts, account: number): number {
  let wanted = 0;
  for (let node = 0; node < sim.machine.nodes; node++) {
    wanted += Math.min(sim.tenants.threads[node] ?? 0, sim.machine.cpus[node] ?? 0);
  }
  return wanted * (plan.part[account] ?? 0);
}

function isBound(sim: Simulator, accounts: CpuAccounts, account: number): boolean {
  const quota = accounts.plan.quotaNs[account] ?? 0;
  if (quota === Number.POSITIVE_INFINITY) return false;
  if (!accounts.isThrottled(account))
    return accounts.room(account, sim.now) <= (accounts.chargeRate[account] ?? 0) * SOON;
  return (accounts.debt[account] ?? 0) + wantedBy(sim, accounts, account) * accounts.plan.periodNs >= quota;
}

/** Adds up what tenants use and migration charges each account, and judges which accounts are bound. */
export function judgeAccounts(sim: Simulator, accounts: CpuAccounts): void {
  const { tenantRate, chargeRate, tenantOn, bound, plan } = accounts;
  tenantRate.fill(0);
  chargeRate.fill(0);
  for (let k = 0; k < tenantOn.length; k++) {
    tenantRate[k % plan.count] = (tenantRate[k % plan.count] ?? 0) + (tenantOn[k] ?? 0);
  }
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const use = sim.rates.cpuUse[slot] ?? 0;
    if (use === 0) continue;
    const payer = accounts.payer(sim, slot);
    chargeRate[payer] = (chargeRate[payer] ?? 0) + use;
  }
  for (let a = 0; a < plan.count; a++) bound[a] = isBound(sim, accounts, a) ? 1 : 0;
}

/** The part of the tenants' CPUs on a node that belongs to accounts that are not bound. */
function unboundPart(sim: Simulator, { tenantOn, bound, plan }: CpuAccounts, node: number): number {
  let unbound = 0;
  for (let a = 0; a < plan.count; a++) if (bound[a] === 0) unbound += tenantOn[node * plan.count + a] ?? 0;
  const used = sim.cores.used[node] ?? 0;
  return used > 0 ? Math.min(1, unbound / used) : 1;
}

/** What tenants lose to one of a slot's threads [ns/ns]. */
export function lostToThread(sim: Simulator, accounts: CpuAccounts, slot: number): number {
  const { cores } = sim;
  const node = cores.node[slot] ?? 0;
  const running = cores.running[node] ?? 1;
  const slowed = cores.slowed[node] ?? 0;
  const charged = (cores.share[slot] ?? 1) * (cores.tenantSpeed[node] ?? 1);
  if (accounts.bound[accounts.payer(sim, slot)] === 1) return charged + slowed / running;
  const keptOff = Math.max(0, (cores.lost[node] ?? 0) - slowed);
  return (keptOff * unboundPart(sim, accounts, node) + slowed) / running;
}

/** Tells the accounts what of their tenants' CPU time is progress, less what migration's traffic takes. */
export function tellProgress(sim: Simulator, accounts: CpuAccounts): void {
  const { progressRate, tenantOn, plan } = accounts;
  progressRate.fill(0);
  for (let node = 0; node < sim.machine.nodes; node++) {
    const used = sim.cores.used[node] ?? 0;
    if (used <= 0) continue;
    const progress = (sim.cores.tenantSpeed[node] ?? 1) - (sim.rates.tenantLoss[node] ?? 0) / used;
    for (let a = 0; a < plan.count; a++) {
      const cpus = tenantOn[node * plan.count + a] ?? 0;
      progressRate[a] = (progressRate[a] ?? 0) + cpus * Math.max(0, progress);
    }
  }
}
