import type { CopyPlan } from '../../migration/vocabulary.js';
import { besideSiblings, progressAlone, type Siblings } from '../law/smt.js';
import type { Batch } from '../state/batch.js';
import type { CpuShares } from '../state/cpu-shares.js';
import type { SimState } from '../state/sim-state.js';
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

/** The system that sets `cpu`; it has room of its own for sums. */
export class CpuSharing {
  /** CPU time of copying threads and of migration's other threads on each node [CPUs]. [nodes] */
  readonly #copies: Float64Array;
  readonly #others: Float64Array;
  readonly #groups: GroupShares;

  constructor(slots: number, nodes: number, accounts: number) {
    this.#copies = new Float64Array(nodes);
    this.#others = new Float64Array(nodes);
    this.#groups = new GroupShares(accounts, slots);
  }

  solve(demand: CpuDemand, cpu: CpuShares): void {
    const { machine, running, accounts } = demand;
    countThreads(demand, cpu);
    for (let node = 0; node < machine.nodes; node++) {
      if (accounts) this.#groups.share(demand, accounts, cpu, node);
      else shareEqually(cpu, node, machine.cpus[node] as number);
    }
    for (const batch of running) {
      const { slot } = batch;
      if (!accounts) cpu.share[slot] = cpu.tenantPace[cpu.node[slot] as number] as number;
      cpu.pace[slot] = cpu.share[slot] as number;
    }
    if (machine.hasSiblings) this.#sumByNode(running, cpu);
    for (let node = 0; node < machine.nodes; node++) this.#loseToMigration(demand, cpu, node);
  }

  /** Adds up the CPU time that copies and others get on each node. */
  #sumByNode(running: readonly Batch[], cpu: CpuShares): void {
    this.#copies.fill(0);
    this.#others.fill(0);
    for (const batch of running) {
      const { slot } = batch;
      const threads = cpu.threads[slot] as number;
      if (threads === 0) continue;
      const node = cpu.node[slot] as number;
      const sum = copiesByCpu(batch) ? this.#copies : this.#others;
      sum[node] = (sum[node] as number) + threads * (cpu.share[slot] as number);
    }
  }

  #loseToMigration({ machine, running }: CpuDemand, cpu: CpuShares, node: number): void {
    const siblings = machine.siblings[node];
    const used = cpu.used[node] as number;
    const tenants = cpu.tenants[node] as number;
    if (!siblings) {
      cpu.lost[node] = Math.max(0, Math.min(tenants, machine.cores[node] as number) - used);
      return;
    }
    const progress = this.#runBesideSiblings(running, cpu, node, siblings);
    const speed = used > 0 ? progress / used : 1;
    cpu.tenantSpeed[node] = speed;
    cpu.tenantPace[node] = (cpu.tenantPace[node] as number) * speed;
    cpu.lost[node] = Math.max(0, progressAlone(siblings, tenants) - progress);
    cpu.slowed[node] = Math.max(0, progressAlone(siblings, used) - progress);
  }

  /** Slows the slots that run on a node by their siblings; returns the tenants' progress [core-ns/ns]. */
  #runBesideSiblings(running: readonly Batch[], cpu: CpuShares, node: number, siblings: Siblings): number {
    const copies = this.#copies[node] as number;
    const others = this.#others[node] as number;
    const paces = besideSiblings(siblings, cpu.used[node] as number, copies, others);
    for (const batch of running) {
      const { slot } = batch;
      if (cpu.node[slot] !== node || cpu.threads[slot] === 0) continue;
      cpu.pace[slot] = (cpu.share[slot] as number) * (copiesByCpu(batch) ? paces.copies : paces.others);
    }
    return paces.tenants;
  }
}

function countThreads({ machine, episode, running, tenants, accounts }: CpuDemand, cpu: CpuShares): void {
  cpu.running.fill(0);
  for (const batch of running) {
    const threads = threadsOf(batch, machine.polls);
    cpu.threads[batch.slot] = threads;
    if (threads === 0) continue;
    const node = threadNode(episode.arrivals, batch);
    cpu.node[batch.slot] = node;
    cpu.running[node] = (cpu.running[node] as number) + threads;
  }
  for (let node = 0; node < machine.nodes; node++) {
    cpu.tenants[node] = accounts ? runnableTenants(tenants, accounts, node) : (tenants.threads[node] as number);
  }
}

/** The law without accounts. */
function shareEqually(cpu: CpuShares, node: number, cpus: number): void {
  const runnable = cpu.runnable(node);
  const share = runnable > 0 ? Math.min(1, cpus / runnable) : 1;
  cpu.used[node] = (cpu.tenants[node] as number) * share;
  cpu.tenantPace[node] = share;
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
