import type { CopyPlan } from '../../migration/vocabulary.js';
import { besideSiblings, progressAlone } from '../law/smt.js';
import type { Batch } from '../state/batch.js';
import type { CpuShares } from '../state/cpu-shares.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
import { copiesByCpu, threadNode, threadsOf, workerNode } from '../state/threads.js';
import { GroupShares, runnableTenants } from './share-by-account.js';

/*
 * CPU time between two events. A node with C CPUs, T tenant threads and M migration threads gives each thread the share
 *
 *   s = min(1, C ÷ (T + M)),
 *
 * so tenants lose min(T, C) − T·s core-ns a ns to migration; where a core is several CPUs, siblings slow each other
 * besides (law/smt.ts). Where there are accounts the shares follow their weights (share-by-account.ts), and the tenants
 * of throttled accounts do not run.
 */

/** What the sharing of CPUs reads. */
export type CpuDemand = Pick<SimState, 'machine' | 'episode' | 'running' | 'tenants' | 'accounts'>;

/** Which threads a slot runs now, as it would be counted. */
interface Threads {
  threads: number;
  node: number;
}

/** Whether a slot runs other threads than those it is counted with; `found` is overwritten with them. */
export function threadsChange({ machine, episode }: CpuDemand, batch: Batch, cpu: CpuShares, found: Threads): boolean {
  const { slot } = batch;
  found.threads = threadsOf(batch, machine.polls);
  found.node = found.threads === 0 ? (cpu.node[slot] as number) : threadNode(episode.arrivals, batch);
  if (found.threads !== cpu.threads[slot] || found.node !== cpu.node[slot]) return true;
  return found.threads > 0 && (copiesByCpu(batch) ? 1 : 0) !== cpu.byCpu[slot];
}

/** Counts a slot's threads where they run now instead of where they did. */
export function countThreads(batch: Batch, { threads, node }: Threads, cpu: CpuShares): void {
  const { slot } = batch;
  addThreads(cpu, slot, -1);
  cpu.threads[slot] = threads;
  cpu.node[slot] = node;
  cpu.copies[slot] = batch.stage === STAGE.copy && threads > 0 ? 1 : 0;
  cpu.byCpu[slot] = copiesByCpu(batch) ? 1 : 0;
  addThreads(cpu, slot, 1);
}

function addThreads(cpu: CpuShares, slot: number, sign: 1 | -1): void {
  const node = cpu.node[slot] as number;
  const threads = sign * (cpu.threads[slot] as number);
  cpu.running[node] = (cpu.running[node] as number) + threads;
  if (cpu.byCpu[slot] === 1) cpu.copying[node] = (cpu.copying[node] as number) + threads;
}

/** The system that shares the CPUs of a node; it has room of its own for the groups of accounts. */
export class CpuSharing {
  readonly #groups: GroupShares;

  constructor(slots: number, accounts: number) {
    this.#groups = new GroupShares(accounts, slots);
  }

  /**
   * Sets everything of a node, and the shares of its slots where there are accounts; threads have been counted.
   * @returns whether that changes what a thread gets or costs there.
   */
  shareNode(demand: CpuDemand, cpu: CpuShares, node: number): boolean {
    const { machine, tenants, accounts } = demand;
    const { nodeShare, lostToThread, copiesPace, othersPace } = cpu;
    const share = nodeShare[node];
    const lost = lostToThread[node];
    const copies = copiesPace[node];
    const others = othersPace[node];
    cpu.tenants[node] = accounts ? runnableTenants(tenants, accounts, node) : (tenants.threads[node] as number);
    if (accounts) this.#groups.share(demand, accounts, cpu, node);
    else shareEqually(cpu, node, machine.cpus[node] as number);
    loseToMigration(demand, cpu, node);
    const threads = cpu.running[node] as number;
    lostToThread[node] = threads > 0 ? (cpu.lost[node] as number) / threads : 0;
    const same = share === nodeShare[node] && lost === lostToThread[node];
    return !same || copies !== copiesPace[node] || others !== othersPace[node];
  }
}

/** The law without accounts. */
function shareEqually(cpu: CpuShares, node: number, cpus: number): void {
  const runnable = cpu.runnable(node);
  const share = runnable > 0 ? Math.min(1, cpus / runnable) : 1;
  cpu.nodeShare[node] = share;
  cpu.used[node] = (cpu.tenants[node] as number) * share;
  cpu.tenantPace[node] = share;
}

/** CPU time of the slots of a node that copy by themselves, or of the others [CPUs]. */
function cpusOf({ running, accounts }: CpuDemand, cpu: CpuShares, node: number, byCpu: 0 | 1): number {
  const copying = cpu.copying[node] as number;
  if (!accounts) {
    // Before siblings slow it, the tenants' pace is everybody's share.
    return (byCpu === 1 ? copying : (cpu.running[node] as number) - copying) * (cpu.tenantPace[node] as number);
  }
  let cpus = 0;
  for (const { slot } of running) {
    if (cpu.node[slot] !== node || cpu.byCpu[slot] !== byCpu) continue;
    cpus += (cpu.threads[slot] as number) * (cpu.share[slot] as number);
  }
  return cpus;
}

function loseToMigration(demand: CpuDemand, cpu: CpuShares, node: number): void {
  const { machine } = demand;
  const siblings = machine.siblings[node];
  const used = cpu.used[node] as number;
  const tenants = cpu.tenants[node] as number;
  if (!siblings) {
    cpu.lost[node] = Math.max(0, Math.min(tenants, machine.cores[node] as number) - used);
    return;
  }
  const paces = besideSiblings(siblings, used, cpusOf(demand, cpu, node, 1), cpusOf(demand, cpu, node, 0));
  const speed = used > 0 ? paces.tenants / used : 1;
  cpu.copiesPace[node] = paces.copies;
  cpu.othersPace[node] = paces.others;
  cpu.tenantSpeed[node] = speed;
  cpu.tenantPace[node] = (cpu.tenantPace[node] as number) * speed;
  cpu.lost[node] = Math.max(0, progressAlone(siblings, tenants) - paces.tenants);
  cpu.slowed[node] = Math.max(0, progressAlone(siblings, used) - paces.tenants);
}

/** Sets the share of a slot's threads, where no accounts did, and their pace. */
export function shareSlot({ accounts }: CpuDemand, cpu: CpuShares, slot: number): void {
  const node = cpu.node[slot] as number;
  if (!accounts) cpu.share[slot] = cpu.nodeShare[node] as number;
  const pace = cpu.byCpu[slot] === 1 ? cpu.copiesPace[node] : cpu.othersPace[node];
  cpu.pace[slot] = (cpu.share[slot] as number) * (pace as number);
}

/** What waking `plan`'s workers costs beyond queueing them: those that find no idle CPU wait for a slice [ns]. */
export function wakeNs(
  { machine, episode, cpu }: Pick<SimState, 'machine' | 'episode' | 'cpu'>,
  batch: Batch,
  plan: CopyPlan,
): number {
  if (plan.migrator === 'kernel' || plan.workers === 0) return 0;
  const node = workerNode(episode.arrivals, batch, plan);
  const idle = Math.max(0, (machine.cpus[node] as number) - cpu.runnable(node));
  if (idle >= plan.workers) return 0;
  return machine.platform.cpuCopy.workerWakeBusy.value * (1 - idle / plan.workers);
}
