import { foliosPerBatch } from '../migration/batch.js';
import { type BatchLaw, batchLaw } from '../migration/batch-law.js';
import { dealing } from '../migration/cpu-copy.js';
import { channelRate } from '../migration/dma-copy.js';
import { flushNs } from '../migration/software-cost.js';
import type { CopyPlan } from '../migration/vocabulary.js';
import { warmedRate } from '../migration/warm-up.js';
import type { Episode } from '../workload/episode.js';
import { settleBatch } from './accounts.js';
import { Channels } from './channels.js';
import { FlowTable } from './flow-table.js';
import type { Machine, MachineRoute } from './machine.js';
import { MaxMinSolver } from './max-min.js';
import { Rates } from './rates.js';
import { Settled } from './settled.js';
import { copySlots, createSlots, type Slots, STAGE } from './slots.js';
import { FLOWS_PER_NODE, Tenants } from './tenants.js';

/** What a batch may hold: mainline's cap (no offload provider registered) or the offload series' cap. */
export type Batching = 'mainline' | 'offload';

export interface SimulatorOptions {
  readonly batching: Batching;
  /** Price of a core-ns that no tenant wanted. */
  readonly idleCpu: number;
  /** Part of a tenant thread's progress that waits for memory traffic. */
  readonly memoryBound: number;
}

/** Work or bytes below this are done: rounding of a division, not physics. */
const DONE = 1e-6;

/*
 * Third layer: many requests in time. A caller handles one batch at a time through the stages of `slots.ts`; copies and
 * tenants share the machine max–min fairly; time jumps to the next completion, arrival or load change, and rates are
 * solved again only then. At equal times: load changes, then arrivals, then slots in their order.
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
  readonly solver: MaxMinSolver;
  readonly rates: Rates;
  /** What became known since the owner last cleared it. */
  readonly settled: Settled;
  episode: Episode;
  now = 0;
  decisions = 0;
  #nextArrival = 0;
  #nextLoad = 0;

  constructor(machine: Machine, episode: Episode, options: SimulatorOptions) {
    this.machine = machine;
    this.options = options;
    this.episode = episode;
    this.slots = createSlots(episode.callers);
    this.tenants = new Tenants(machine);
    this.channels = new Channels(machine.device);
    this.flows = new FlowTable(episode.callers * 2 + machine.nodes * FLOWS_PER_NODE);
    this.solver = new MaxMinSolver(machine.resources.capacity, this.flows.places);
    this.rates = new Rates(episode.callers, machine.nodes);
    this.settled = new Settled(episode.arrivals.count);
  }

  /** First place of the tenants' flows; slot s has places 2s (CPU) and 2s + 1 (DMA). */
  get tenantPlace(): number {
    return this.slots.count * 2;
  }

  /** Index of the first arrival that has not happened yet. */
  get nextArrival(): number {
    return this.#nextArrival;
  }

  /** Runs until a batch wants a decision; returns its slot, or −1 when everything has been moved. */
  nextDecision(): number {
    for (;;) {
      for (let slot = 0; slot < this.slots.count; slot++) if (this.slots.stage[slot] === STAGE.decide) return slot;
      const next = this.#nextTime();
      if (next === Number.POSITIVE_INFINITY) return -1;
      this.rates.advance(this, next - this.now);
      this.now = next;
      this.#changeLoad();
      this.#arrive();
      for (let slot = 0; slot < this.slots.count; slot++) this.#step(slot);
      this.#serveWaiting();
      this.rates.solve(this);
    }
  }

  /** Copies the batch waiting in `slot` by `plan`. The plan must be possible on this machine. */
  decide(slot: number, plan: CopyPlan, action: number): void {
    const s = this.slots;
    s.action[slot] = action;
    s.decision[slot] = this.decisions++;
    s.waitStart[slot] = this.now;
    s.wanted[slot] = plan.channels;
    this.#plans[slot] = this.#seenFromCaller(slot, plan);
    if (plan.channels > 0 && this.channels.free === 0) {
      s.stage[slot] = STAGE.channels;
    } else {
      this.#begin(slot);
    }
    this.rates.solve(this);
  }

  readonly #plans: (CopyPlan | undefined)[] = [];

  /** The serial copy runs where its caller does: it pushes at the source; elsewhere it pulls, if the target has cores. */
  #seenFromCaller(slot: number, plan: CopyPlan): CopyPlan {
    if (plan.migrator !== 'kernel') return plan;
    const { source, target } = this.route(slot).route;
    const pulls = this.rates.callerNode(this, slot) !== source && (this.machine.cores[target] ?? 0) > 0;
    const side = pulls ? 'pull' : 'push';
    return plan.side === side ? plan : { ...plan, side };
  }

  /** Plan of the batch in a slot, while it is being copied. */
  planOf(slot: number): CopyPlan | undefined {
    return this.#plans[slot];
  }

  route(slot: number): MachineRoute {
    const r = this.slots.request[slot] ?? 0;
    const { source, target } = this.episode.arrivals;
    return this.machine.route(source[r] ?? 0, target[r] ?? 0);
  }

  /** Flushes a batch takes: one, or one for each of mainline's smaller batches. */
  flushesOf(request: number, folios: number): number {
    if (this.options.batching === 'offload') return 1;
    const { kernelPath, basePage } = this.machine.platform;
    const folioBytes = this.episode.arrivals.folioBytes[request] ?? 0;
    return Math.ceil(folios / foliosPerBatch(kernelPath.mainlineCap, folioBytes, basePage.value));
  }

  copyFrom(other: Simulator): void {
    copySlots(this.slots, other.slots);
    this.tenants.copyFrom(other.tenants);
    this.channels.copyFrom(other.channels);
    this.flows.copyFrom(other.flows);
    this.rates.copyFrom(other.rates);
    this.solver.used.set(other.solver.used);
    this.settled.clear();
    for (let slot = 0; slot < this.slots.count; slot++) this.#plans[slot] = other.#plans[slot];
    this.episode = other.episode;
    this.now = other.now;
    this.decisions = other.decisions;
    this.#nextArrival = other.#nextArrival;
    this.#nextLoad = other.#nextLoad;
  }

  /** Puts other arrivals in place of those still to come, e.g. a fresh sample of them. */
  replaceFuture(episode: Episode, nextArrival: number): void {
    this.episode = episode;
    this.#nextArrival = nextArrival;
  }

  #nextTime(): number {
    const { arrivals, load } = this.episode;
    let next = Number.POSITIVE_INFINITY;
    if (this.#nextArrival < arrivals.count) next = arrivals.timeNs[this.#nextArrival] ?? next;
    let active = next !== Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < this.slots.count; slot++) {
      if (this.slots.stage[slot] === STAGE.idle) continue;
      active = true;
      next = Math.min(next, this.now + this.rates.timeLeft(this, slot));
    }
    if (active && this.#nextLoad < load.count) next = Math.min(next, load.timeNs[this.#nextLoad] ?? next);
    return next;
  }

  #changeLoad(): void {
    const { load } = this.episode;
    for (; this.#nextLoad < load.count && (load.timeNs[this.#nextLoad] ?? 0) <= this.now; this.#nextLoad++) {
      const k = this.#nextLoad;
      this.tenants.change(load.node[k] ?? 0, load.threads[k] ?? 0, load.localDemand[k] ?? 0, load.remoteDemand[k] ?? 0);
      this.tenants.openFlows(this.flows, this.tenantPlace);
    }
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
      if (s.stage[slot] === STAGE.idle) this.#nextRequest(slot);
    }
  }

  /** Starts the caller's next arrived request, if there is one. */
  #nextRequest(slot: number): void {
    const s = this.slots;
    const r = s.queueHead[slot] ?? -1;
    s.stage[slot] = STAGE.idle;
    if (r === -1) return;
    const { nextOfCaller, folios } = this.episode.arrivals;
    const next = nextOfCaller[r] ?? -1;
    s.queueHead[slot] = next !== -1 && next < this.#nextArrival ? next : -1;
    s.request[slot] = r;
    s.foliosLeft[slot] = folios[r] ?? 0;
    s.begun[slot] = 0;
    s.firstBatch[slot] = 1;
    this.#unmap(slot, this.machine.platform.kernelPath.perCall.value);
  }

  #unmap(slot: number, callNs: number): void {
    const s = this.slots;
    const { platform } = this.machine;
    const { arrivals } = this.episode;
    const r = s.request[slot] ?? 0;
    const folioBytes = arrivals.folioBytes[r] ?? 0;
    const most = foliosPerBatch(platform.kernelPath.offloadCap, folioBytes, platform.basePage.value);
    const folios = Math.min(s.foliosLeft[slot] ?? 0, most);
    const mmCpus = arrivals.mmCpus[r] ?? 1;
    const flushes = this.flushesOf(r, folios);
    const law = batchLaw(platform, this.route(slot).route, SERIAL, { folioBytes, folios, mmCpus, flushes });
    s.stage[slot] = STAGE.unmap;
    s.batch[slot] = folios;
    s.work[slot] = callNs + law.unmapNs + law.flushNs;
    s.remapNs[slot] = law.remapNs;
    s.unmapStart[slot] = this.now + callNs;
    for (const term of ['stall', 'delay', 'cpu', 'bandwidth', 'fairness', 'externality'] as const) s[term][slot] = 0;
  }

  /** Takes the channels there are and starts setting up. */
  #begin(slot: number): void {
    const s = this.slots;
    const { platform, device } = this.machine;
    const { arrivals } = this.episode;
    const chosen = this.#plans[slot];
    if (!chosen) return;
    const granted = chosen.channels > 0 ? this.channels.grant(slot, chosen.channels) : 0;
    const plan = granted === chosen.channels ? chosen : { ...chosen, channels: granted };
    const r = s.request[slot] ?? 0;
    const folioBytes = arrivals.folioBytes[r] ?? 0;
    const folios = s.batch[slot] ?? 0;
    const law = batchLaw(platform, this.route(slot).route, plan, {
      folioBytes,
      folios,
      mmCpus: arrivals.mmCpus[r] ?? 1,
      flushes: 1,
    });
    const begun = s.begun[slot] ?? 0;
    s.begun[slot] = begun + warmTime(law);
    this.#plans[slot] = plan;
    s.granted[slot] = granted;
    s.stage[slot] = STAGE.setup;
    s.latency[slot] = law.setupNs + this.rates.wakeNs(this, slot, plan);
    s.cpuBytes[slot] = law.cpuBytes;
    s.dmaBytes[slot] = law.dmaBytes;
    s.cpuRate[slot] = warmedRate(platform, law.cpuBytes, law.cpuRate, begun);
    if (!device || granted === 0) return;
    s.channelRate[slot] = channelRate(platform, device, folioBytes);
    const warmth = warmedRate(platform, law.dmaBytes, law.dmaRate, begun) / law.dmaRate;
    s.dmaFactor[slot] = warmth * dealing(law.dmaBytes / folioBytes, granted);
  }

  #step(slot: number): void {
    const s = this.slots;
    switch (s.stage[slot]) {
      case STAGE.unmap:
        if ((s.work[slot] ?? 0) > DONE) return;
        s.stage[slot] = STAGE.decide;
        s.unmapEnd[slot] = this.now;
        s.copyStart[slot] = this.now;
        return;
      case STAGE.setup:
        if ((s.latency[slot] ?? 0) > DONE) return;
        s.stage[slot] = STAGE.copy;
        return;
      case STAGE.copy:
        this.#endParts(slot);
        return;
      case STAGE.remap:
        if ((s.work[slot] ?? 0) > DONE) return;
        this.#endBatch(slot);
        return;
    }
  }

  /** Gives channels that came free to those who waited longest; nobody is passed over, so nobody starves. */
  #serveWaiting(): void {
    while (this.channels.free > 0) {
      const slot = this.#longestWaiting();
      if (slot === -1) return;
      this.#begin(slot);
    }
  }

  #longestWaiting(): number {
    const s = this.slots;
    let first = -1;
    for (let slot = 0; slot < s.count; slot++) {
      if (s.stage[slot] !== STAGE.channels) continue;
      if (first === -1 || (s.waitStart[slot] ?? 0) < (s.waitStart[first] ?? 0)) first = slot;
    }
    return first;
  }

  #endParts(slot: number): void {
    const s = this.slots;
    if ((s.cpuBytes[slot] ?? 0) <= DONE) s.cpuBytes[slot] = 0;
    if ((s.dmaBytes[slot] ?? 0) <= DONE) {
      s.dmaBytes[slot] = 0;
      if ((s.granted[slot] ?? 0) > 0) this.channels.release(slot);
      s.granted[slot] = 0;
    }
    if ((s.cpuBytes[slot] ?? 0) > 0 || (s.dmaBytes[slot] ?? 0) > 0) return;
    s.stage[slot] = STAGE.remap;
    s.remapStart[slot] = this.now;
    s.work[slot] = s.remapNs[slot] ?? 0;
  }

  #endBatch(slot: number): void {
    const s = this.slots;
    const { arrivals } = this.episode;
    const r = s.request[slot] ?? 0;
    const flush = flushNs(this.machine.platform, arrivals.mmCpus[r] ?? 1);
    settleBatch(this, slot, flush);
    const moved = s.batch[slot] ?? 0;
    s.holding[slot] = Math.max(0, (s.holding[slot] ?? 0) - moved * (arrivals.delayRate[r] ?? 0));
    s.foliosLeft[slot] = (s.foliosLeft[slot] ?? 0) - moved;
    s.firstBatch[slot] = 0;
    if ((s.foliosLeft[slot] ?? 0) > 0) this.#unmap(slot, 0);
    else this.#nextRequest(slot);
  }
}

/** What the copy would take warm and unshared [ns]. */
function warmTime(law: BatchLaw): number {
  const cpu = law.cpuBytes > 0 ? law.cpuBytes / law.cpuRate : 0;
  const dma = law.dmaBytes > 0 ? law.dmaBytes / law.dmaRate : 0;
  return Math.max(cpu, dma);
}

/** The plan whose software costs every batch has, whatever copies it. */
const SERIAL: CopyPlan = {
  migrator: 'kernel',
  workers: 1,
  channels: 0,
  side: 'pull',
  stores: 'temporal',
  placement: 'spread',
  dmaShare: 0,
};
