import { invariant } from '../core/errors.js';
import { planFor } from '../migration/batch-law.js';
import type { BatchSizer } from '../migration/batch-sizer.js';
import { mostUses } from '../migration/copy-traffic.js';
import { type Attribution, type CopyPlan, SERIAL_COPY } from '../migration/vocabulary.js';
import type { Episode } from '../workload/episode.js';
import { meetFault } from './batch/faults.js';
import { seenFromCaller } from './batch/serial-side.js';
import { beginCopy, serveWaiting, startNextRequest, stepStage } from './batch/stages.js';
import { FlowTable } from './law/flow-table.js';
import { MaxMinSolver } from './law/max-min.js';
import type { Machine, MachineRoute } from './machine.js';
import { Cores } from './sharing/share-cpus.js';
import { Rates } from './solve-rates.js';
import { Channels } from './state/channels.js';
import { CpuAccounts } from './state/cpu-accounts.js';
import { Settled } from './state/settled.js';
import { copySlots, createSlots, type Slots, STAGE, UNASKED } from './state/slots.js';
import { FLOWS_PER_NODE, Tenants } from './state/tenants.js';

/**
 * What a batch may hold: mainline's cap (no offload provider registered), the offload series' cap, or what a sizer
 * decides before unmap, which needs a kernel change.
 */
export type Batching = 'mainline' | 'offload' | BatchSizer;

export interface SimulatorOptions {
  readonly batching: Batching;
  /** Price of a core-ns that no tenant wanted. */
  readonly idleCpu: number;
  /** Part of a tenant thread's progress that waits for memory traffic. */
  readonly memoryBound: number;
  /** Whose account pays for the copy, where there are accounts; `system` where absent. */
  readonly attribution?: Attribution;
}

/*
 * Third layer: many requests in time. A caller handles one batch at a time through the stages of `slots.ts`; copies and
 * tenants share the machine max–min fairly; time jumps to the next completion, arrival, load change or budget spent or
 * refilled, and rates are solved again only then. At equal times: load changes, then refills, faults, arrivals, and slots
 * in their order.
 *
 * Alone on an idle machine a request takes what the plain law says (a test holds them together).
 */
export class Simulator {
  readonly machine: Machine;
  readonly options: SimulatorOptions;
  readonly slots: Slots;
  readonly tenants: Tenants;
  readonly channels: Channels;
  readonly flows: FlowTable;
  /** First place of the tenants' flows; slot s has places 2s (CPU) and 2s + 1 (DMA). */
  readonly tenantPlace: number;
  readonly solver: MaxMinSolver;
  readonly cores: Cores;
  readonly rates: Rates;
  /** CPU accounts, where the episode has any. */
  readonly accounts: CpuAccounts | undefined;
  /** What became known since the owner last cleared it. */
  readonly settled: Settled;
  episode: Episode;
  /** Plan of the batch in each slot, while it is being copied. */
  readonly plans: (CopyPlan | undefined)[] = [];
  now = 0;
  /** Decisions taken so far, and batches that a sizer left to mainline, about which nobody was asked. */
  decisions = 0;
  unasked = 0;
  #nextArrival = 0;
  #nextLoad = 0;
  #nextFault = 0;

  constructor(machine: Machine, episode: Episode, options: SimulatorOptions) {
    this.machine = machine;
    this.options = options;
    this.episode = episode;
    this.slots = createSlots(episode.callers);
    this.tenants = new Tenants(machine);
    this.channels = new Channels(machine.device);
    this.flows = new FlowTable(episode.callers * 2 + machine.nodes * FLOWS_PER_NODE, mostUses(machine.nodes));
    this.tenantPlace = episode.callers * 2;
    this.solver = new MaxMinSolver(machine.resources.capacity, this.flows.places);
    const { accounts } = episode;
    const { attribution = 'system' } = options;
    this.accounts = accounts ? new CpuAccounts(accounts, attribution, machine.nodes) : undefined;
    this.cores = new Cores(episode.callers, machine.nodes, accounts?.count ?? 0);
    this.rates = new Rates(episode.callers, machine.nodes);
    this.settled = new Settled(episode.arrivals.count);
  }

  /** Index of the first arrival that has not happened yet. */
  get nextArrival(): number {
    return this.#nextArrival;
  }

  /**
   * Runs until a batch wants a decision; returns its slot, or −1 when everything has been moved. What a sizer leaves to
   * mainline its caller copies meanwhile.
   * @param isOver asked after each event; true ends all, and −1 is returned: the rates are not solved any more.
   */
  nextDecision(isOver?: () => boolean): number {
    for (;;) {
      for (let slot = 0; slot < this.slots.count; slot++) {
        if (this.slots.stage[slot] !== STAGE.decide) continue;
        if (this.#asks(slot)) return slot;
        this.unasked++;
        this.#begin(slot, SERIAL_COPY, 0, UNASKED);
      }
      const next = this.#nextTime();
      if (next === Number.POSITIVE_INFINITY) return this.#atEnd();
      this.#passTo(next);
      this.#fail();
      this.#arrive();
      for (let slot = 0; slot < this.slots.count; slot++) stepStage(this, slot);
      if (isOver?.()) return -1;
      serveWaiting(this);
      this.rates.solve(this);
    }
  }

  /** Lets the tenants run until `timeNs` while nothing is migrated: nothing may have arrived, and nothing arrives. */
  passTime(timeNs: number): void {
    this.rates.solve(this);
    while (this.now < timeNs) {
      const { load } = this.episode;
      const change = load.timeNs[this.#nextLoad] ?? Number.POSITIVE_INFINITY;
      this.#passTo(Math.min(timeNs, change, this.accounts?.nextTime(this.now) ?? timeNs));
      this.rates.solve(this);
    }
  }

  /**
   * Copies the batch waiting in `slot` by `plan`, which must be possible on this machine. Where every channel is held
   * the batch waits for one, or is copied serially if that is what the driver does, or if none is on line.
   */
  decide(slot: number, asked: CopyPlan, action: number): void {
    this.#begin(slot, asked, action, this.decisions++);
  }

  /** Whether the batch that waits in `slot` is a policy's to decide. Mainline as such is asked like everybody. */
  #asks(slot: number): boolean {
    return this.options.batching === 'mainline' || this.slots.mainline[slot] !== 1;
  }

  #begin(slot: number, asked: CopyPlan, action: number, decision: number): void {
    const s = this.slots;
    const wanted = planFor(asked, s.batch[slot] ?? 1);
    const isFull = wanted.channels > 0 && this.channels.free === 0;
    const declines = this.machine.whenFull === 'decline' || this.channels.onLine === 0;
    const plan = isFull && declines ? SERIAL_COPY : wanted;
    s.action[slot] = action;
    s.decision[slot] = decision;
    s.waitStart[slot] = this.now;
    s.wanted[slot] = plan.channels;
    this.plans[slot] = seenFromCaller(this, slot, plan);
    if (isFull && plan.channels > 0) {
      s.stage[slot] = STAGE.channels;
    } else {
      beginCopy(this, slot);
    }
    this.rates.solve(this);
  }

  route(slot: number): MachineRoute {
    const r = this.slots.request[slot] ?? 0;
    const { source, target } = this.episode.arrivals;
    return this.machine.route(source[r] ?? 0, target[r] ?? 0);
  }

  /** Takes over where `other` stands. What has settled is not copied: a clone counts only what it settles itself. */
  copyFrom(other: Simulator): void {
    copySlots(this.slots, other.slots);
    this.tenants.copyFrom(other.tenants);
    this.channels.copyFrom(other.channels);
    this.flows.copyFrom(other.flows);
    this.cores.copyFrom(other.cores);
    if (this.accounts && other.accounts) this.accounts.copyFrom(other.accounts);
    this.rates.copyFrom(other.rates);
    this.solver.used.set(other.solver.used);
    this.settled.clear();
    this.settled.blackouts.clear();
    for (let slot = 0; slot < this.slots.count; slot++) this.plans[slot] = other.plans[slot];
    this.episode = other.episode;
    this.now = other.now;
    this.decisions = other.decisions;
    this.unasked = other.unasked;
    this.#nextArrival = other.#nextArrival;
    this.#nextLoad = other.#nextLoad;
    this.#nextFault = other.#nextFault;
  }

  /** Puts other arrivals in place of those still to come, e.g. a fresh sample of them. */
  replaceFuture(episode: Episode, nextArrival: number): void {
    this.episode = episode;
    this.#nextArrival = nextArrival;
  }

  /** Nothing is to come; whatever still waits would wait for ever, which no valid machine and plan lead to. */
  #atEnd(): -1 {
    const waiting = this.slots.stage.findIndex((stage) => stage !== STAGE.idle);
    invariant(waiting === -1, `the batch in slot ${waiting} can never finish`);
    return -1;
  }

  #nextTime(): number {
    const { arrivals, load, faults } = this.episode;
    let next = Number.POSITIVE_INFINITY;
    if (this.#nextArrival < arrivals.count) next = arrivals.timeNs[this.#nextArrival] ?? next;
    let active = next !== Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < this.slots.count; slot++) {
      if (this.slots.stage[slot] === STAGE.idle) continue;
      active = true;
      next = Math.min(next, this.now + this.rates.timeLeft(this, slot));
    }
    if (active && this.#nextLoad < load.count) next = Math.min(next, load.timeNs[this.#nextLoad] ?? next);
    if (active && this.accounts) next = Math.min(next, this.accounts.nextTime(this.now));
    if (active && faults) next = Math.min(next, faults.timeNs[this.#nextFault] ?? next);
    return next;
  }

  /** Lets time pass until `next`, when the load may change and budgets may be refilled. */
  #passTo(next: number): void {
    this.rates.advance(this, next - this.now);
    this.now = next;
    this.#changeLoad();
    this.accounts?.refill(next);
  }

  #changeLoad(): void {
    const { load } = this.episode;
    for (; this.#nextLoad < load.count && (load.timeNs[this.#nextLoad] ?? 0) <= this.now; this.#nextLoad++) {
      const k = this.#nextLoad;
      this.tenants.change(load.node[k] ?? 0, load.threads[k] ?? 0, load.localDemand[k] ?? 0, load.remoteDemand[k] ?? 0);
      this.tenants.openFlows(this.flows, this.tenantPlace);
    }
  }

  #fail(): void {
    const { faults } = this.episode;
    if (!faults) return;
    for (; (faults.timeNs[this.#nextFault] ?? Number.POSITIVE_INFINITY) <= this.now; this.#nextFault++)
      meetFault(this, faults, this.#nextFault);
  }

  #arrive(): void {
    const { arrivals } = this.episode;
    const s = this.slots;
    for (
      ;
      this.#nextArrival < arrivals.count && (arrivals.timeNs[this.#nextArrival] ?? 0) <= this.now;
      this.#nextArrival++
    ) {
      const r = this.#nextArrival;
      const slot = arrivals.caller[r] ?? 0;
      s.holding[slot] = (s.holding[slot] ?? 0) + (arrivals.delayRate[r] ?? 0) * (arrivals.folios[r] ?? 0);
      if (s.queueHead[slot] === -1) s.queueHead[slot] = r;
      if (s.stage[slot] === STAGE.idle) startNextRequest(this, slot);
    }
  }
}
