import { timeLeft, touch } from './accrue.js';
import { judgeAccounts, tellProgress } from './charging/account-charge.js';
import { chargeCpu, useCpu } from './charging/cpu-charge.js';
import { chargeTenantLoss, MemorySharing } from './sharing/share-bandwidth.js';
import { CpuSharing, countThreads, shareSlot, threadsChange } from './sharing/share-cpus.js';
import type { Batch } from './state/batch.js';
import type { CpuShares } from './state/cpu-shares.js';
import type { SimState } from './state/sim-state.js';
import { STAGE } from './state/slots.js';

/**
 * How fast everything goes and what it costs a nanosecond, until somebody touches it: first the CPUs
 * (sharing/share-cpus.ts), then who pays for them (charging/), then memory (sharing/share-bandwidth.ts). Solved is what
 * has been touched, and whatever that changes; with accounts, whose budgets bind all, that is everything.
 */
export class RateSolver {
  readonly #cpus: CpuSharing;
  readonly #memory: MemorySharing;
  /** 1 where the threads or tenants of a node have changed. [nodes] */
  readonly #isDirty: Uint8Array;
  #isLoadNew = false;
  readonly #found = { threads: 0, node: 0 };

  constructor(state: Pick<SimState, 'machine' | 'slots' | 'accounts' | 'flows'>) {
    this.#cpus = new CpuSharing(state.slots.count, state.accounts?.plan.count ?? 0);
    this.#memory = new MemorySharing(state);
    this.#isDirty = new Uint8Array(state.machine.nodes);
  }

  /** Says that the tenants of a node have changed. */
  markNode(node: number): void {
    this.#isDirty[node] = 1;
    this.#isLoadNew = true;
  }

  /** Sets shares, rates and cost rates, and when each slot's stage ends at them. */
  solve(state: SimState): void {
    const { touched, cpu, costs, accounts } = state;
    this.#shareCpus(state);
    for (const batch of touched) {
      shareSlot(state, cpu, batch.slot);
      useCpu(state, batch, costs);
    }
    if (accounts) judgeAccounts(state, accounts, costs);
    for (const batch of touched) chargeCpu(state, batch, costs);
    if (this.#memory.solve(state, this.#isDirty) || this.#isLoadNew) chargeTenantLoss(state);
    if (accounts) tellProgress(cpu, costs, accounts);
    for (let batch = touched.pop(); batch; batch = touched.pop()) {
      state.timetable.set(batch.slot, state.now + timeLeft(state, batch));
      batch.isTouched = false;
    }
    for (let node = 0; node < this.#isDirty.length; node++) this.#isDirty[node] = 0;
    this.#isLoadNew = false;
  }

  /** Counts threads anew where they have changed, and shares the CPUs of those nodes. */
  #shareCpus(state: SimState): void {
    const { touched, running, cpu, accounts } = state;
    if (accounts) {
      this.#isDirty.fill(1);
      for (const batch of running) touch(state, batch);
    }
    for (const batch of touched) this.#markNodes(state, batch);
    this.#touchSlowed(state);
    // Those that are slowed have not changed their threads.
    for (const batch of touched)
      if (threadsChange(state, batch, cpu, this.#found)) countThreads(batch, this.#found, cpu);
    for (let node = 0; node < this.#isDirty.length; node++) {
      if (this.#isDirty[node] === 1) this.#shareNode(state, node);
    }
  }

  /** Marks the nodes that a slot's threads have left and come to. */
  #markNodes(state: SimState, batch: Batch): void {
    if (!threadsChange(state, batch, state.cpu, this.#found)) return;
    this.#isDirty[state.cpu.node[batch.slot] as number] = 1;
    this.#isDirty[this.#found.node] = 1;
  }

  /** Touches the callers that are slowed on a node that changes: whom they blame changes, too. */
  #touchSlowed(state: SimState): void {
    const { running, cpu } = state;
    if (!this.#isAnySlowed(cpu)) return;
    for (const batch of running) {
      const { slot, stage } = batch;
      const calls = stage === STAGE.unmap || stage === STAGE.remap;
      if (calls && (cpu.pace[slot] as number) < 1 && this.#isDirty[cpu.node[slot] as number] === 1) touch(state, batch);
    }
  }

  /** Whether callers are slowed on a node that changes, by too few CPUs or by siblings. */
  #isAnySlowed({ nodeShare, othersPace }: CpuShares): boolean {
    for (let node = 0; node < this.#isDirty.length; node++) {
      if (this.#isDirty[node] === 1 && (nodeShare[node] as number) * (othersPace[node] as number) < 1) return true;
    }
    return false;
  }

  /** Shares the CPUs of a node; where that changes what its slots get or cost, it touches them. */
  #shareNode(state: SimState, node: number): void {
    if (!this.#cpus.shareNode(state, state.cpu, node)) return;
    for (const batch of state.running) if (state.cpu.node[batch.slot] === node) touch(state, batch);
  }
}
