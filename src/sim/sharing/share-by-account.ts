import { DEFAULT_WEIGHT, SYSTEM } from '../../workload/account-plan.js';
import { fairShares } from '../law/fair-shares.js';
import type { Simulator } from '../simulator.js';
import type { CpuAccounts } from '../state/cpu-accounts.js';
import { runsHelpers } from '../state/threads.js';
import type { Cores } from './share-cpus.js';

/*
 * Shares of a node's CPUs where there are accounts, by weighted fair sharing (fair-shares.ts) of
 *
 *   an account        its tenants' threads, unless throttled, and its callers' own, with the account's weight together
 *   the root cgroup   the same; each of its threads stands beside the groups with the weight of nice 0
 *   copy workers      of one batch: kernel threads of the root cgroup, each with the weight of nice 0; where their time is
 *                     charged to somebody all but one have that of nice 19 ("[RFC 13/16] padata: Run helper threads at
 *                     MAX_NICE", "[RFC 14/16] … one by one to prevent starvation", January 2022)
 *
 * Threads of one group get equal shares. The kernel deals a group's weight out to the CPUs on which it runs in
 * proportion to its load there; taking it as a whole on each node is the same where groups are spread alike.
 */

/** Weights of threads in the root cgroup: sched_prio_to_weight is 1024 at nice 0 and 15 at nice 19. */
const NICE_0 = DEFAULT_WEIGHT;
const NICE_19 = (NICE_0 * 15) / 1024;

/** Room for the sharing on one node: accounts first, then the workers of each slot. */
export class GroupShares {
  readonly #caps: Float64Array;
  readonly #weights: Float64Array;
  readonly #got: Float64Array;

  constructor(accounts: number, slots: number) {
    this.#caps = new Float64Array(accounts + slots);
    this.#weights = new Float64Array(accounts + slots);
    this.#got = new Float64Array(accounts + slots);
  }

  /**
   * Sets the shares of the slots that run on `node` and what the accounts' tenants use there; returns what they use
   * together [CPUs]. `cores.threads` and `cores.node` hold already.
   */
  share(sim: Simulator, accounts: CpuAccounts, node: number): number {
    this.#gather(sim, accounts, node);
    fairShares(sim.machine.cpus[node] ?? 0, this.#caps, this.#weights, this.#got);
    return this.#giveOut(sim, accounts, node);
  }

  /** The group that a slot's threads belong to. */
  #groupOf(sim: Simulator, { plan }: CpuAccounts, slot: number): number {
    return runsHelpers(sim, slot) ? plan.count + slot : (plan.callerAccount[slot] ?? SYSTEM);
  }

  #gather(sim: Simulator, accounts: CpuAccounts, node: number): void {
    const { cores } = sim;
    const { plan, attribution } = accounts;
    this.#caps.fill(0);
    for (let a = 0; a < plan.count; a++) this.#caps[a] = runnableTenants(sim, accounts, node, a);
    for (let slot = 0; slot < sim.slots.count; slot++) {
      const threads = threadsOn(cores, slot, node);
      if (threads === 0) continue;
      const group = this.#groupOf(sim, accounts, slot);
      this.#caps[group] = (this.#caps[group] ?? 0) + threads;
    }
    for (let g = 0; g < this.#caps.length; g++) {
      const threads = this.#caps[g] ?? 0;
      const nice = g >= plan.count && attribution !== 'system' ? Math.max(0, threads - 1) : 0;
      const isGroup = g !== SYSTEM && g < plan.count;
      this.#weights[g] = isGroup ? (plan.weight[g] ?? 0) : NICE_0 * (threads - nice) + NICE_19 * nice;
    }
  }

  #giveOut(sim: Simulator, accounts: CpuAccounts, node: number): number {
    const { cores } = sim;
    const shareOf = (group: number): number => {
      const cap = this.#caps[group] ?? 0;
      return cap > 0 ? (this.#got[group] ?? 0) / cap : 1;
    };
    for (let slot = 0; slot < sim.slots.count; slot++)
      if (threadsOn(cores, slot, node) > 0) cores.share[slot] = shareOf(this.#groupOf(sim, accounts, slot));
    let used = 0;
    for (let a = 0; a < accounts.plan.count; a++) {
      const cpus = runnableTenants(sim, accounts, node, a) * shareOf(a);
      accounts.tenantOn[node * accounts.plan.count + a] = cpus;
      used += cpus;
    }
    return used;
  }
}

/** Tenants' threads of an account that may run on a node. */
export function runnableTenants(sim: Simulator, accounts: CpuAccounts, node: number, account: number): number {
  return accounts.isThrottled(account) ? 0 : (accounts.plan.part[account] ?? 0) * (sim.tenants.threads[node] ?? 0);
}

function threadsOn(cores: Cores, slot: number, node: number): number {
  return cores.node[slot] === node ? (cores.threads[slot] ?? 0) : 0;
}
