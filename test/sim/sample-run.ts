import { at } from '../../src/core/errors.js';
import type { CopyPlan, MigrationRequest } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { DmaDevice, Platform } from '../../src/platform/platform.js';
import { createMachine, type Machine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { CREDIT_WIDTH } from '../../src/sim/state/cost-terms.js';
import type { SimulatorOptions } from '../../src/sim/state/sim-state.js';
import { arrivalsOf, type Episode, type LoadChange, tenantLoadOf } from '../../src/workload/episode.js';

export const zen3: Platform = loadPlatform('zen3-ptdma');
export const zen3Machine: Machine = createMachine(zen3);
/** A platform with SMT off. */
export function smtOff(platform: Platform): Platform {
  return { ...platform, nodes: platform.nodes.map((node) => ({ ...node, threadsPerCore: 1 })) };
}
/** zen3 with SMT off: a core is a CPU, so that shares are what cores are divided by. */
export const withoutSiblings: Machine = createMachine(smtOff(zen3));
export const OFFLOAD: SimulatorOptions = { batching: 'offload', idleCpu: 0.1, memoryBound: 0.5 };
export const MAINLINE: SimulatorOptions = { ...OFFLOAD, batching: 'mainline' };

/** zen3 with its link narrowed to `rate` in both directions [bytes/ns]. */
export function withLink(rate: number): Platform {
  const narrow = zen3.links.map((link) => ({
    ...link,
    forward: { ...link.forward, value: rate },
    backward: { ...link.backward, value: rate },
  }));
  return { ...zen3, links: narrow };
}

/** zen3 with other facts about its DMA device. */
export function withDevice(facts: Partial<DmaDevice>): Platform {
  return { ...zen3, dma: zen3.dma.map((device) => ({ ...device, ...facts })) };
}

/** A request of 100 PMD-mapped folios from node 0 to node 1 at time 0, whose caller runs on node 1. */
export function request(facts: Partial<MigrationRequest> = {}): MigrationRequest {
  return {
    timeNs: 0,
    folioBytes: 2 ** 21,
    folios: 100,
    source: 0,
    target: 1,
    reason: 'demotion',
    mode: 'async',
    owner: 0,
    caller: 0,
    callerNode: 1,
    touchRate: 0,
    delayRate: 0,
    mmCpus: 1,
    ...facts,
  };
}

export function episodeOf(requests: readonly MigrationRequest[], load: readonly LoadChange[] = []): Episode {
  const callers = 1 + Math.max(...requests.map(({ caller }) => caller));
  return { arrivals: arrivalsOf(requests), load: tenantLoadOf(load), callers };
}

/** Tenants of one node from the beginning on. */
export function tenants(node: number, threads: number, localDemand = 0, remoteDemand = 0): LoadChange {
  return { timeNs: 0, node, threads, localDemand, remoteDemand };
}

/** A decision with the request it moved a batch of, and what it was credited when that batch was done. */
export interface Decided {
  readonly request: number;
  readonly folios: number;
  readonly plan: CopyPlan;
  /** Terms and externality of each settlement; exactly one is right. */
  readonly credits: number[][];
}

export interface Outcome {
  readonly endNs: number;
  readonly decided: readonly Decided[];
  readonly total: readonly number[];
  readonly latencyNs: readonly number[];
  readonly firstFolioNs: readonly number[];
  readonly bytes: number;
  readonly requests: number;
  readonly cpuNs: number;
  readonly dmaNs: number;
  readonly busyNs: number;
}

/** Chooses how the batch that waits in a slot is copied. */
export type Choice = (sim: Simulator, slot: number) => CopyPlan;

function collect(sim: Simulator, decided: readonly Decided[], before: number): void {
  for (let k = 0; k < sim.settled.count; k++) {
    const index = at(sim.settled.decision, k) - before;
    // A decision made before the run was watched is not its business.
    if (index < 0) continue;
    at(decided, index).credits.push([...sim.settled.terms.slice(k * CREDIT_WIDTH, (k + 1) * CREDIT_WIDTH)]);
  }
  sim.settled.clear();
}

/** Lets a simulator decide by `choose`, at most `most` times, and reads its settlements as an owner does. */
export function runOn(sim: Simulator, choose: Choice, most = Number.POSITIVE_INFINITY): Outcome {
  const decided: Decided[] = [];
  const before = sim.decisions;
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) {
    collect(sim, decided, before);
    if (decided.length >= most) break;
    const plan = choose(sim, slot);
    decided.push({ request: at(sim.slots.request, slot), folios: at(sim.slots.folios, slot), plan, credits: [] });
    sim.decide(slot, plan);
  }
  collect(sim, decided, before);
  const { total, latencyNs, firstFolioNs, bytes, requests, cpuNs, dmaNs, busyNs } = sim.settled;
  return {
    endNs: sim.now,
    decided,
    total: [...total],
    latencyNs: [...latencyNs],
    firstFolioNs: [...firstFolioNs],
    bytes,
    requests,
    cpuNs,
    dmaNs,
    busyNs,
  };
}

/** Runs an episode from its beginning to its end. */
export function run(machine: Machine, episode: Episode, options: SimulatorOptions, choose: Choice): Outcome {
  return runOn(new Simulator(machine, episode, options), choose);
}
