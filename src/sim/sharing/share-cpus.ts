import type { CopyPlan } from '../../migration/vocabulary.js';
import { besideSiblings, progressAlone, type Siblings } from '../law/smt.js';
import type { Simulator } from '../simulator.js';
import type { CpuAccounts } from '../state/cpu-accounts.js';
import { copiesByCpu, threadNode, threadsOf, workerNode } from '../state/threads.js';
import { GroupShares, runnableTenants } from './share-by-account.js';

/*
 * CPU time between two events. A node with C CPUs, T tenant threads and M migration threads gives each thread the share
 *
 *   s = min(1, C ÷ (T + M)),
 *
 * so tenants lose min(T, C) − T·s core-ns a ns to migration; where a core is several CPUs, siblings slow each other
 * besides (smt.ts). Where there are accounts the shares follow their weights (group-shares.ts), and the tenants of
 * throttled accounts do not run.
 */
export class Cores {
  /** Migration threads that each slot runs now, and on which node. [slots] */
  readonly threads: Int32Array;
  readonly node: Int32Array;
  /** CPU time that each of a slot's threads gets, and the progress it makes in it [ns/ns]. [slots] */
  readonly share: Float64Array;
  readonly pace: Float64Array;
  /** Migration threads that run on each node, and tenants' threads that may. [nodes] */
  readonly running: Float64Array;
  readonly tenants: Float64Array;
  /** CPUs that tenants use on each node, and the progress they make in a ns of one [ns/ns]. [nodes] */
  readonly used: Float64Array;
  readonly tenantSpeed: Float64Array;
  /** Progress of a tenant thread of each node [ns/ns], and what they all lose to migration [core-ns/ns]. [nodes] */
  readonly tenantPace: Float64Array;
  readonly lost: Float64Array;
  /** What of it siblings take from the CPU time that tenants do get [core-ns/ns]. [nodes] */
  readonly slowed: Float64Array;
  readonly #groups: GroupShares;

  constructor(slots: number, nodes: number, accounts: number) {
    this.threads = new Int32Array(slots);
    this.node = new Int32Array(slots);
    this.share = new Float64Array(slots).fill(1);
    this.pace = new Float64Array(slots).fill(1);
    this.running = new Float64Array(nodes);
    this.tenants = new Float64Array(nodes);
    this.used = new Float64Array(nodes);
    this.tenantSpeed = new Float64Array(nodes).fill(1);
    this.tenantPace = new Float64Array(nodes).fill(1);
    this.lost = new Float64Array(nodes);
    this.slowed = new Float64Array(nodes);
    this.#groups = new GroupShares(accounts, slots);
  }

  copyFrom(other: Cores): void {
    this.threads.set(other.threads);
    this.node.set(other.node);
    this.share.set(other.share);
    this.pace.set(other.pace);
    this.running.set(other.running);
    this.tenants.set(other.tenants);
    this.used.set(other.used);
    this.tenantSpeed.set(other.tenantSpeed);
    this.tenantPace.set(other.tenantPace);
    this.lost.set(other.lost);
    this.slowed.set(other.slowed);
  }

  /** Runnable threads of a node, tenants' and migration's. */
  runnable(node: number): number {
    return (this.tenants[node] ?? 0) + (this.running[node] ?? 0);
  }

  solve(sim: Simulator): void {
    this.#count(sim);
    for (let node = 0; node < this.running.length; node++) {
      if (sim.accounts) this.#shareByGroups(sim, sim.accounts, node);
      else this.#shareEqually(sim, node);
    }
    this.pace.set(this.share);
    for (let node = 0; node < this.running.length; node++) this.#loseToMigration(sim, node);
  }

  /** What waking `plan`'s workers costs beyond queueing them: those that find no idle CPU wait for a slice [ns]. */
  wakeNs(sim: Simulator, slot: number, plan: CopyPlan): number {
    if (plan.migrator === 'kernel' || plan.workers === 0) return 0;
    const node = workerNode(sim, slot, plan);
    const idle = Math.max(0, (sim.machine.cpus[node] ?? 0) - this.runnable(node));
    if (idle >= plan.workers) return 0;
    return sim.machine.platform.cpuCopy.workerWakeBusy.value * (1 - idle / plan.workers);
  }

  #count(sim: Simulator): void {
    this.running.fill(0);
    for (let slot = 0; slot < this.threads.length; slot++) {
      const threads = threadsOf(sim, slot);
      this.threads[slot] = threads;
      if (threads === 0) continue;
      const node = threadNode(sim, slot);
      this.node[slot] = node;
      this.running[node] = (this.running[node] ?? 0) + threads;
    }
    for (let node = 0; node < this.tenants.length; node++) this.tenants[node] = this.#tenantsOn(sim, node);
  }

  /** Tenants' threads that may run on a node. */
  #tenantsOn(sim: Simulator, node: number): number {
    const { accounts, tenants } = sim;
    if (!accounts) return tenants.threads[node] ?? 0;
    let threads = 0;
    for (let a = 0; a < accounts.plan.count; a++) threads += runnableTenants(sim, accounts, node, a);
    return threads;
  }

  #loseToMigration(sim: Simulator, node: number): void {
    const siblings = sim.machine.siblings[node];
    const used = this.used[node] ?? 0;
    const tenants = this.tenants[node] ?? 0;
    if (!siblings) {
      this.lost[node] = Math.max(0, Math.min(tenants, sim.machine.cores[node] ?? 0) - used);
      return;
    }
    const progress = this.#runBesideSiblings(sim, node, siblings);
    this.tenantSpeed[node] = used > 0 ? progress / used : 1;
    this.tenantPace[node] = (this.tenantPace[node] ?? 1) * (this.tenantSpeed[node] ?? 1);
    this.lost[node] = Math.max(0, progressAlone(siblings, tenants) - progress);
    this.slowed[node] = Math.max(0, progressAlone(siblings, used) - progress);
  }

  /** Slows the slots that run on a node by their siblings; returns the tenants' progress [core-ns/ns]. */
  #runBesideSiblings(sim: Simulator, node: number, siblings: Siblings): number {
    let [copies, others] = [0, 0];
    for (let slot = 0; slot < this.threads.length; slot++) {
      if (this.node[slot] !== node) continue;
      const cpus = (this.threads[slot] ?? 0) * (this.share[slot] ?? 0);
      if (copiesByCpu(sim, slot)) copies += cpus;
      else others += cpus;
    }
    const paces = besideSiblings(siblings, this.used[node] ?? 0, copies, others);
    for (let slot = 0; slot < this.threads.length; slot++) {
      if (this.node[slot] !== node || this.threads[slot] === 0) continue;
      this.pace[slot] = (this.share[slot] ?? 1) * (copiesByCpu(sim, slot) ? paces.copies : paces.others);
    }
    return paces.tenants;
  }

  #shareEqually(sim: Simulator, node: number): void {
    const tenants = this.tenants[node] ?? 0;
    const runnable = this.runnable(node);
    const share = runnable > 0 ? Math.min(1, (sim.machine.cpus[node] ?? 0) / runnable) : 1;
    for (let slot = 0; slot < this.threads.length; slot++) if (this.node[slot] === node) this.share[slot] = share;
    this.used[node] = tenants * share;
    this.tenantPace[node] = share;
  }

  #shareByGroups(sim: Simulator, accounts: CpuAccounts, node: number): void {
    const used = this.#groups.share(sim, accounts, node);
    const threads = sim.tenants.threads[node] ?? 0;
    this.used[node] = used;
    this.tenantPace[node] = threads > 0 ? used / threads : 1;
  }
}
