import type { CopyPlan } from '../migration/vocabulary.js';
import { flowsMet, rateAlone } from './bottleneck.js';
import { left } from './left.js';
import type { Simulator } from './simulator.js';
import { STAGE } from './slots.js';
import { FLOWS_PER_NODE } from './tenants.js';

/*
 * How fast everything goes and what it costs a nanosecond, between two events.
 *
 * Cores: a node with C cores, T tenant threads and M migration threads gives each thread the share
 *   s = min(1, C ÷ (T + M)).
 * The tenants lose min(T, C) − T·s core-ns a ns; the M threads use M·s, and what they use beyond the tenants' loss was
 * idle. Each migration thread bears 1/M of both.
 *
 * Memory: tenants whose flows get less than they would without migration lose
 *   threads · memoryBound · (what they would get − what they get) ÷ demand,
 * borne by the copies in proportion to the bytes they move.
 *
 * Externality: a batch that is slowed by others costs progress at g = holding + blocked threads a ns,
 * blocked = u ÷ (1 + u ÷ threads) with u = folios·(1 − e^(−h·D)); the part of
 * its time lost to the slowdown, times g, is charged to the decisions that slow it: flows that share its bottleneck by
 * their rate, workers that share its caller's node, holders of the channels it waits for.
 */
export class Rates {
  /** CPU share of each node's threads. */
  readonly share: Float64Array;
  /** Migration threads that run on each node. */
  readonly running: Float64Array;
  /** Cost of each slot per ns: CPU used, cost of it, slowdown of tenants, misattributed CPU, externality. */
  readonly cpuUse: Float64Array;
  readonly cpuCost: Float64Array;
  readonly bandwidth: Float64Array;
  readonly fairness: Float64Array;
  readonly externality: Float64Array;
  /** Rates of the flows that meet the one now judged at its bottleneck. */
  readonly #met: Float64Array;

  constructor(slots: number, nodes: number) {
    this.share = new Float64Array(nodes).fill(1);
    this.running = new Float64Array(nodes);
    this.cpuUse = new Float64Array(slots);
    this.cpuCost = new Float64Array(slots);
    this.bandwidth = new Float64Array(slots);
    this.fairness = new Float64Array(slots);
    this.externality = new Float64Array(slots);
    this.#met = new Float64Array(2 * slots + FLOWS_PER_NODE * nodes);
  }

  copyFrom(other: Rates): void {
    this.share.set(other.share);
    this.running.set(other.running);
    this.cpuUse.set(other.cpuUse);
    this.cpuCost.set(other.cpuCost);
    this.bandwidth.set(other.bandwidth);
    this.fairness.set(other.fairness);
    this.externality.set(other.externality);
  }

  /** Time until something ends in a slot, at today's rates [ns]. */
  timeLeft(sim: Simulator, slot: number): number {
    const s = sim.slots;
    switch (s.stage[slot]) {
      case STAGE.unmap:
      case STAGE.remap:
        return (s.work[slot] ?? 0) / (this.share[this.callerNode(sim, slot)] ?? 1);
      case STAGE.setup:
      case STAGE.notice:
        return s.latency[slot] ?? 0;
      case STAGE.copy: {
        const cpu = (s.cpuBytes[slot] ?? 0) > 0 ? (s.cpuBytes[slot] ?? 0) / (sim.flows.rate[2 * slot] ?? 0) : Infinity;
        const dma =
          (s.dmaBytes[slot] ?? 0) > 0 ? (s.dmaBytes[slot] ?? 0) / (sim.flows.rate[2 * slot + 1] ?? 0) : Infinity;
        return Math.min(cpu, dma);
      }
      default:
        return Number.POSITIVE_INFINITY;
    }
  }

  /** Lets `dt` pass: work shrinks, costs grow. What the clock cannot tell from done is done, or time would stand still. */
  advance(sim: Simulator, dt: number): void {
    const s = sim.slots;
    const resolution = 2 * Number.EPSILON * (sim.now + dt);
    let busy = false;
    for (let slot = 0; slot < s.count; slot++) {
      const stage = s.stage[slot];
      if (stage === STAGE.idle) continue;
      busy = true;
      s.delay[slot] = (s.delay[slot] ?? 0) + (s.holding[slot] ?? 0) * dt;
      s.cpu[slot] = (s.cpu[slot] ?? 0) + (this.cpuCost[slot] ?? 0) * dt;
      s.bandwidth[slot] = (s.bandwidth[slot] ?? 0) + (this.bandwidth[slot] ?? 0) * dt;
      s.fairness[slot] = (s.fairness[slot] ?? 0) + (this.fairness[slot] ?? 0) * dt;
      s.externality[slot] = (s.externality[slot] ?? 0) + (this.externality[slot] ?? 0) * dt;
      sim.settled.cpuNs += (this.cpuUse[slot] ?? 0) * dt;
      if (stage === STAGE.unmap || stage === STAGE.remap) {
        s.work[slot] = left(s.work[slot] ?? 0, this.share[this.callerNode(sim, slot)] ?? 1, dt, resolution);
      } else if (stage === STAGE.setup || stage === STAGE.notice) {
        s.latency[slot] = left(s.latency[slot] ?? 0, 1, dt, resolution);
      } else if (stage === STAGE.copy) {
        s.cpuBytes[slot] = left(s.cpuBytes[slot] ?? 0, sim.flows.rate[2 * slot] ?? 0, dt, resolution);
        s.dmaBytes[slot] = left(s.dmaBytes[slot] ?? 0, sim.flows.rate[2 * slot + 1] ?? 0, dt, resolution);
      }
      if ((s.granted[slot] ?? 0) > 0) sim.settled.dmaNs += (s.granted[slot] ?? 0) * dt;
    }
    if (busy) sim.settled.busyNs += dt;
  }

  /** Solves cores, flows and cost rates anew. */
  solve(sim: Simulator): void {
    this.#shareCores(sim);
    this.#shareBandwidth(sim);
    this.#chargeCpu(sim);
    this.#chargeExternality(sim);
  }

  /** What waking `plan`'s workers costs beyond queueing them: those that find no idle core wait for a slice [ns]. */
  wakeNs(sim: Simulator, slot: number, plan: CopyPlan): number {
    if (plan.migrator === 'kernel' || plan.workers === 0) return 0;
    const node = this.#workerNode(sim, slot, plan);
    const idle = Math.max(
      0,
      (sim.machine.cores[node] ?? 0) - (sim.tenants.threads[node] ?? 0) - (this.running[node] ?? 0),
    );
    if (idle >= plan.workers) return 0;
    return sim.machine.platform.cpuCopy.workerWakeBusy.value * (1 - idle / plan.workers);
  }

  callerNode(sim: Simulator, slot: number): number {
    return sim.episode.arrivals.callerNode[sim.slots.request[slot] ?? 0] ?? 0;
  }

  #workerNode(sim: Simulator, slot: number, plan: CopyPlan): number {
    if (plan.migrator === 'kernel') return this.callerNode(sim, slot);
    const { route } = sim.route(slot);
    return plan.side === 'pull' ? route.target : route.source;
  }

  /** Threads a slot runs now, and where: the caller in its own stages, the workers while they copy. */
  #threads(sim: Simulator, slot: number): number {
    const s = sim.slots;
    const stage = s.stage[slot];
    if (stage === STAGE.unmap || stage === STAGE.setup || stage === STAGE.remap) return 1;
    if (stage !== STAGE.copy && stage !== STAGE.notice) return 0;
    if ((s.cpuBytes[slot] ?? 0) > 0) return sim.plans[slot]?.workers ?? 0;
    const waits = (s.dmaBytes[slot] ?? 0) > 0 || stage === STAGE.notice;
    return waits && sim.machine.device?.completion === 'polling' ? 1 : 0;
  }

  #threadNode(sim: Simulator, slot: number): number {
    const plan = sim.plans[slot];
    const copying = sim.slots.stage[slot] === STAGE.copy && (sim.slots.cpuBytes[slot] ?? 0) > 0;
    return copying && plan ? this.#workerNode(sim, slot, plan) : this.callerNode(sim, slot);
  }

  #shareCores(sim: Simulator): void {
    this.running.fill(0);
    for (let slot = 0; slot < sim.slots.count; slot++) {
      const threads = this.#threads(sim, slot);
      if (threads === 0) continue;
      const node = this.#threadNode(sim, slot);
      this.running[node] = (this.running[node] ?? 0) + threads;
    }
    for (let node = 0; node < this.share.length; node++) {
      const runnable = (sim.tenants.threads[node] ?? 0) + (this.running[node] ?? 0);
      this.share[node] = runnable > 0 ? Math.min(1, (sim.machine.cores[node] ?? 0) / runnable) : 1;
    }
  }

  #shareBandwidth(sim: Simulator): void {
    const { flows, slots } = sim;
    for (let slot = 0; slot < slots.count; slot++) {
      const plan = slots.stage[slot] === STAGE.copy ? sim.plans[slot] : undefined;
      if (plan && (slots.cpuBytes[slot] ?? 0) > 0) {
        const share = this.share[this.#workerNode(sim, slot, plan)] ?? 1;
        const traffic = sim.route(slot).cpu[plan.side][plan.stores];
        flows.open(2 * slot, plan.workers, (slots.cpuRate[slot] ?? 0) * share, traffic);
      } else flows.close(2 * slot);
      if (plan && (slots.dmaBytes[slot] ?? 0) > 0) {
        const own = sim.channels.rateOf(slot, slots.channelRate[slot] ?? 0) * (slots.dmaFactor[slot] ?? 1);
        flows.open(2 * slot + 1, Math.max(1, slots.granted[slot] ?? 1), own, sim.route(slot).dma);
      } else flows.close(2 * slot + 1);
    }
    for (let node = 0; node < sim.machine.nodes; node++) {
      const runnable = (sim.tenants.threads[node] ?? 0) + (this.running[node] ?? 0);
      sim.tenants.limitFlows(flows, sim.tenantPlace, node, runnable);
    }
    if (!flows.changed) return;
    sim.solver.solve(flows);
    flows.changed = false;
    this.#chargeBandwidth(sim);
  }

  #chargeCpu(sim: Simulator): void {
    for (let slot = 0; slot < sim.slots.count; slot++) {
      const threads = this.#threads(sim, slot);
      this.cpuUse[slot] = 0;
      this.cpuCost[slot] = 0;
      this.fairness[slot] = 0;
      if (threads === 0) continue;
      const node = this.#threadNode(sim, slot);
      const share = this.share[node] ?? 1;
      const tenants = sim.tenants.threads[node] ?? 0;
      const lost =
        Math.max(0, Math.min(tenants, sim.machine.cores[node] ?? 0) - tenants * share) / (this.running[node] ?? 1);
      this.cpuUse[slot] = threads * share;
      this.cpuCost[slot] = threads * (lost + sim.options.idleCpu * Math.max(0, share - lost));
      // Kernel workers run on the system's account, whoever caused the copy.
      const worker = sim.slots.stage[slot] === STAGE.copy && sim.plans[slot]?.migrator !== 'kernel';
      this.fairness[slot] = worker ? threads * share : 0;
    }
  }

  #chargeBandwidth(sim: Simulator): void {
    const { flows, tenants } = sim;
    let lost = 0;
    for (let node = 0; node < sim.machine.nodes; node++) {
      for (let flow = 0; flow < FLOWS_PER_NODE; flow++) {
        const index = node * FLOWS_PER_NODE + flow;
        const demand = tenants.demand[index] ?? 0;
        if (demand <= 0) continue;
        const place = sim.tenantPlace + index;
        const wanted = Math.min(tenants.baseline[index] ?? 0, flows.limit[place] ?? 0);
        const missing = Math.max(0, wanted - (flows.rate[place] ?? 0));
        lost += ((tenants.threads[node] ?? 0) * sim.options.memoryBound * missing) / demand;
      }
    }
    let moving = 0;
    for (let place = 0; place < sim.tenantPlace; place++) moving += flows.rate[place] ?? 0;
    for (let slot = 0; slot < sim.slots.count; slot++) {
      const own = (flows.rate[2 * slot] ?? 0) + (flows.rate[2 * slot + 1] ?? 0);
      this.bandwidth[slot] = moving > 0 ? (lost * own) / moving : 0;
    }
  }

  #chargeExternality(sim: Simulator): void {
    this.externality.fill(0);
    for (let slot = 0; slot < sim.slots.count; slot++) {
      const stage = sim.slots.stage[slot];
      if (stage === STAGE.copy) {
        this.#blameFlows(sim, slot, 2 * slot);
        this.#blameFlows(sim, slot, 2 * slot + 1);
      } else if (stage === STAGE.unmap || stage === STAGE.remap) this.#blameWorkers(sim, slot);
      else if (stage === STAGE.channels) this.#blameHolders(sim, slot);
    }
  }

  /** Progress a waiting batch loses a ns: the folios behind it, and threads that touch its unmapped ones. */
  #urgency(sim: Simulator, slot: number): number {
    const s = sim.slots;
    const hazard = sim.episode.arrivals.touchRate[s.request[slot] ?? 0] ?? 0;
    const blackout = Math.max(0, sim.now - (s.unmapStart[slot] ?? 0));
    const waiters = (s.batch[slot] ?? 0) * -Math.expm1(-hazard * blackout);
    const threads = sim.episode.arrivals.mmCpus[s.request[slot] ?? 0] ?? 1;
    return (s.holding[slot] ?? 0) + waiters / (1 + waiters / threads);
  }

  /** Charges a flow's slowdown to the flows that meet it where nothing is left; what tenants take is nobody's. */
  #blameFlows(sim: Simulator, slot: number, flow: number): void {
    const { flows, solver } = sim;
    const { capacity } = sim.machine.resources;
    const rate = flows.rate[flow] ?? 0;
    if (rate <= 0 || rate > (flows.limit[flow] ?? 0) * (1 - 1e-9)) return;
    const slowed = 1 - rate / rateAlone(flows, flow, capacity);
    if (slowed < 1e-9) return;
    const others = flowsMet(flows, flow, solver.used, capacity, this.#met);
    if (others <= 0) return;
    const own = (flows.rate[2 * slot] ?? 0) + (flows.rate[2 * slot + 1] ?? 0);
    const lost = (slowed * this.#urgency(sim, slot) * rate) / own / others;
    for (let other = 0; other < sim.slots.count; other++) {
      if (other === slot) continue;
      const met = (this.#met[2 * other] ?? 0) + (this.#met[2 * other + 1] ?? 0);
      if (met > 0) this.externality[other] = (this.externality[other] ?? 0) + lost * met;
    }
  }

  #blameWorkers(sim: Simulator, slot: number): void {
    const node = this.callerNode(sim, slot);
    const slowed = 1 - (this.share[node] ?? 1);
    if (slowed <= 0) return;
    const runnable = (sim.tenants.threads[node] ?? 0) + (this.running[node] ?? 0);
    const lost = slowed * this.#urgency(sim, slot);
    for (let other = 0; other < sim.slots.count; other++) {
      if (other === slot || sim.slots.stage[other] !== STAGE.copy || this.#threadNode(sim, other) !== node) continue;
      this.externality[other] = (this.externality[other] ?? 0) + (lost * this.#threads(sim, other)) / runnable;
    }
  }

  #blameHolders(sim: Simulator, slot: number): void {
    const lost = this.#urgency(sim, slot);
    for (let other = 0; other < sim.slots.count; other++) {
      const held = Math.max(0, sim.slots.granted[other] ?? 0);
      if (held > 0) this.externality[other] = (this.externality[other] ?? 0) + (lost * held) / sim.channels.onLine;
    }
  }
}
