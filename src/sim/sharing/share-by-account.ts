import { DEFAULT_WEIGHT, SYSTEM } from '../../workload/account-plan.js';
import { fairShares } from '../law/fair-shares.js';
import type { Batch } from '../state/batch.js';
import type { CpuAccounts } from '../state/cpu-accounts.js';
import type { CpuShares } from '../state/cpu-shares.js';
import type { SimState } from '../state/sim-state.js';
import type { Tenants } from '../state/tenants.js';
import { runsHelpers } from '../state/threads.js';

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

/** What the sharing by account reads. */
type GroupDemand = Pick<SimState, 'machine' | 'running' | 'tenants'>;

/** The system that shares CPUs by account, with room for one node: accounts first, then the workers of each slot. */
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
   * Sets the shares of the slots that run on `node`, what the accounts' tenants use there and what they use together
   * [CPUs]. `cpu.threads` and `cpu.node` hold already.
   */
  share(demand: GroupDemand, accounts: CpuAccounts, cpu: CpuShares, node: number): void {
    const { machine, tenants } = demand;
    this.#gather(demand, accounts, cpu, node);
    fairShares(machine.cpus[node] as number, this.#caps, this.#weights, this.#got);
    const used = this.#giveOut(demand, accounts, cpu, node);
    const threads = tenants.threads[node] as number;
    cpu.used[node] = used;
    cpu.tenantPace[node] = threads > 0 ? used / threads : 1;
  }

  /** The group that a slot's threads belong to. */
  #groupOf({ plan }: CpuAccounts, batch: Batch): number {
    return runsHelpers(batch) ? plan.count + batch.slot : (plan.callerAccount[batch.slot] ?? SYSTEM);
  }

  #gather({ running, tenants }: GroupDemand, accounts: CpuAccounts, cpu: CpuShares, node: number): void {
    const { plan, attribution } = accounts;
    this.#caps.fill(0);
    for (let a = 0; a < plan.count; a++) this.#caps[a] = runnableOf(tenants, accounts, node, a);
    for (const batch of running) {
      const threads = threadsOn(cpu, batch.slot, node);
      if (threads === 0) continue;
      const group = this.#groupOf(accounts, batch);
      this.#caps[group] = (this.#caps[group] as number) + threads;
    }
    for (let g = 0; g < this.#caps.length; g++) {
      const threads = this.#caps[g] as number;
      const nice = g >= plan.count && attribution !== 'system' ? Math.max(0, threads - 1) : 0;
      const isGroup = g !== SYSTEM && g < plan.count;
      this.#weights[g] = isGroup ? (plan.weight[g] as number) : NICE_0 * (threads - nice) + NICE_19 * nice;
    }
  }

  #giveOut({ running, tenants }: GroupDemand, accounts: CpuAccounts, cpu: CpuShares, node: number): number {
    for (const batch of running) {
      if (threadsOn(cpu, batch.slot, node) > 0) cpu.share[batch.slot] = this.#shareOf(this.#groupOf(accounts, batch));
    }
    const { count } = accounts.plan;
    let used = 0;
    for (let a = 0; a < count; a++) {
      const cpus = runnableOf(tenants, accounts, node, a) * this.#shareOf(a);
      accounts.tenantOn[node * count + a] = cpus;
      used += cpus;
    }
    return used;
  }

  /** What each thread of a group gets [CPUs]. */
  #shareOf(group: number): number {
    const cap = this.#caps[group] as number;
    return cap > 0 ? (this.#got[group] as number) / cap : 1;
  }
}

/** Tenants' threads of an account that may run on a node. */
function runnableOf(tenants: Tenants, accounts: CpuAccounts, node: number, account: number): number {
  if (accounts.isThrottled(account)) return 0;
  return (accounts.plan.part[account] as number) * (tenants.threads[node] as number);
}

/** The same of all accounts. */
export function runnableTenants(tenants: Tenants, accounts: CpuAccounts, node: number): number {
  let threads = 0;
  for (let a = 0; a < accounts.plan.count; a++) threads += runnableOf(tenants, accounts, node, a);
  return threads;
}

function threadsOn(cpu: CpuShares, slot: number, node: number): number {
  return cpu.node[slot] === node ? (cpu.threads[slot] as number) : 0;
}
