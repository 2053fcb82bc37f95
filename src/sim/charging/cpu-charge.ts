import type { Batch } from '../state/batch.js';
import type { CostRates } from '../state/cost-rates.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
import { lostToThread } from './account-charge.js';
import { ownerOf, payerOf } from './payer.js';

/*
 * CPU time of migration. Its M threads on a node use M·s a ns; what they use beyond the tenants' loss was idle, and is
 * priced as such. Each migration thread bears 1/M of both. Where there are accounts, tenants lose by their quotas, too
 * (account-charge.ts).
 *
 * Unfair is CPU time charged to an account that did not cause it, which is the owner of the pages. Without accounts that
 * is the workers' time, for kernel workers run on the system's.
 */

/** What the charge for CPU time reads. */
export type CpuUse = Pick<
  SimState,
  'machine' | 'options' | 'episode' | 'running' | 'cpu' | 'tenants' | 'accounts' | 'now'
>;

/** Sets the CPUs that a slot uses. */
export function useCpu({ cpu }: CpuUse, { slot }: Batch, costs: CostRates): void {
  costs.cpuUse[slot] = (cpu.threads[slot] as number) * (cpu.share[slot] as number);
}

/** Sets what the CPUs that a slot uses cost; where there are accounts they have been judged. */
export function chargeCpu(use: CpuUse, batch: Batch, costs: CostRates): void {
  const { slot } = batch;
  const threads = use.cpu.threads[slot] as number;
  costs.cpu[slot] = threads > 0 ? threads * costOfThread(use, batch) : 0;
  costs.fairness[slot] = threads > 0 && isUnfair(use, batch) ? (costs.cpuUse[slot] as number) : 0;
}

/** What one of a slot's threads costs a ns [core-ns/ns]. */
function costOfThread(use: CpuUse, batch: Batch): number {
  const { cpu, accounts, options } = use;
  const node = cpu.node[batch.slot] as number;
  const lost = accounts ? lostToThread(use, accounts, batch) : (cpu.lostToThread[node] as number);
  return lost + options.idleCpu * Math.max(0, (cpu.share[batch.slot] as number) - lost);
}

function isUnfair({ accounts, episode }: CpuUse, batch: Batch): boolean {
  if (accounts) return payerOf(accounts, episode.arrivals, batch) !== ownerOf(episode.arrivals, batch);
  return batch.stage === STAGE.copy && batch.plan?.migrator !== 'kernel';
}
