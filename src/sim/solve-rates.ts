import { tellProgress } from './charging/account-charge.js';
import { chargeCpu } from './charging/cpu-charge.js';
import { chargeExternality } from './charging/externality.js';
import { shareBandwidth } from './sharing/share-bandwidth.js';
import type { Simulator } from './simulator.js';
import { left } from './state/remaining.js';
import { STAGE } from './state/slots.js';
import { FLOWS_PER_NODE } from './state/tenants.js';

/*
 * How fast everything goes and what it costs a nanosecond, between two events: first the CPUs (cores.ts), then memory
 * (bandwidth.ts), then who pays (cpu-charge.ts, externality.ts).
 */
export class Rates {
  /** Cost of each slot per ns: CPU used, cost of it, slowdown of tenants, misattributed CPU, externality. */
  readonly cpuUse: Float64Array;
  readonly cpuCost: Float64Array;
  readonly bandwidth: Float64Array;
  readonly fairness: Float64Array;
  readonly externality: Float64Array;
  /** What the tenants of each node lose to migration's traffic [core-ns/ns]. [nodes] */
  readonly tenantLoss: Float64Array;
  /** Rates of the flows that meet the one now judged at its bottleneck. */
  readonly met: Float64Array;

  constructor(slots: number, nodes: number) {
    this.cpuUse = new Float64Array(slots);
    this.cpuCost = new Float64Array(slots);
    this.bandwidth = new Float64Array(slots);
    this.fairness = new Float64Array(slots);
    this.externality = new Float64Array(slots);
    this.tenantLoss = new Float64Array(nodes);
    this.met = new Float64Array(2 * slots + FLOWS_PER_NODE * nodes);
  }

  copyFrom(other: Rates): void {
    this.cpuUse.set(other.cpuUse);
    this.cpuCost.set(other.cpuCost);
    this.bandwidth.set(other.bandwidth);
    this.fairness.set(other.fairness);
    this.externality.set(other.externality);
    this.tenantLoss.set(other.tenantLoss);
    this.met.set(other.met);
  }

  /** Time until something ends in a slot, at today's rates [ns]. */
  timeLeft(sim: Simulator, slot: number): number {
    const s = sim.slots;
    switch (s.stage[slot]) {
      case STAGE.unmap:
      case STAGE.remap:
        return (s.work[slot] ?? 0) / (sim.cores.pace[slot] ?? 1);
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
      if (s.stage[slot] === STAGE.idle) continue;
      busy = true;
      s.delay[slot] = (s.delay[slot] ?? 0) + (s.holding[slot] ?? 0) * dt;
      s.cpu[slot] = (s.cpu[slot] ?? 0) + (this.cpuCost[slot] ?? 0) * dt;
      s.bandwidth[slot] = (s.bandwidth[slot] ?? 0) + (this.bandwidth[slot] ?? 0) * dt;
      s.fairness[slot] = (s.fairness[slot] ?? 0) + (this.fairness[slot] ?? 0) * dt;
      s.externality[slot] = (s.externality[slot] ?? 0) + (this.externality[slot] ?? 0) * dt;
      sim.settled.cpuNs += (this.cpuUse[slot] ?? 0) * dt;
      this.#work(sim, slot, dt, resolution);
      if ((s.granted[slot] ?? 0) > 0) sim.settled.dmaNs += (s.granted[slot] ?? 0) * dt;
    }
    if (busy) sim.settled.busyNs += dt;
    sim.accounts?.advance(dt, resolution);
  }

  /** Solves cores, flows and cost rates anew. */
  solve(sim: Simulator): void {
    sim.cores.solve(sim);
    shareBandwidth(sim);
    chargeCpu(sim);
    chargeExternality(sim);
    if (sim.accounts) tellProgress(sim, sim.accounts);
  }

  /** What `dt` leaves of the slot's stage. */
  #work(sim: Simulator, slot: number, dt: number, resolution: number): void {
    const s = sim.slots;
    const stage = s.stage[slot];
    if (stage === STAGE.unmap || stage === STAGE.remap) {
      s.work[slot] = left(s.work[slot] ?? 0, sim.cores.pace[slot] ?? 1, dt, resolution);
    } else if (stage === STAGE.setup || stage === STAGE.notice) {
      s.latency[slot] = left(s.latency[slot] ?? 0, 1, dt, resolution);
    } else if (stage === STAGE.copy) {
      s.cpuBytes[slot] = left(s.cpuBytes[slot] ?? 0, sim.flows.rate[2 * slot] ?? 0, dt, resolution);
      s.dmaBytes[slot] = left(s.dmaBytes[slot] ?? 0, sim.flows.rate[2 * slot + 1] ?? 0, dt, resolution);
    }
  }
}
