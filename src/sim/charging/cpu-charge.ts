import type { Simulator } from '../simulator.js';
import { STAGE } from '../state/slots.js';
import { judgeAccounts, lostToThread } from './account-charge.js';

/*
 * CPU time of migration. Its M threads on a node use M·s a ns; what they use beyond the tenants' loss was idle, and is
 * priced as such. Each migration thread bears 1/M of both. Where there are accounts, tenants lose by their quotas, too
 * (account-charge.ts).
 *
 * Unfair is CPU time charged to an account that did not cause it, which is the owner of the pages. Without accounts that
 * is the workers' time, for kernel workers run on the system's.
 */
export function chargeCpu(sim: Simulator): void {
  const { cores, rates } = sim;
  for (let slot = 0; slot < sim.slots.count; slot++) {
    rates.cpuUse[slot] = (cores.threads[slot] ?? 0) * (cores.share[slot] ?? 1);
  }
  if (sim.accounts) judgeAccounts(sim, sim.accounts);
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const threads = cores.threads[slot] ?? 0;
    rates.cpuCost[slot] = threads > 0 ? threads * costOfThread(sim, slot) : 0;
    rates.fairness[slot] = threads > 0 && isUnfair(sim, slot) ? (rates.cpuUse[slot] ?? 0) : 0;
  }
}

/** What one of a slot's threads costs a ns [core-ns/ns]. */
function costOfThread(sim: Simulator, slot: number): number {
  const { cores } = sim;
  const node = cores.node[slot] ?? 0;
  const share = cores.share[slot] ?? 1;
  const lost = sim.accounts
    ? lostToThread(sim, sim.accounts, slot)
    : (cores.lost[node] ?? 0) / (cores.running[node] ?? 1);
  return lost + sim.options.idleCpu * Math.max(0, share - lost);
}

function isUnfair(sim: Simulator, slot: number): boolean {
  const { accounts } = sim;
  if (accounts) return accounts.payer(sim, slot) !== accounts.owner(sim, slot);
  return sim.slots.stage[slot] === STAGE.copy && sim.plans[slot]?.migrator !== 'kernel';
}
