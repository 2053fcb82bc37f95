import { at } from '../../src/core/errors.js';
import { besideSiblings } from '../../src/sim/law/smt.js';
import type { Batch } from '../../src/sim/state/batch.js';
import type { SimState } from '../../src/sim/state/sim-state.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { maxMinRates, type ReferenceFlow } from './max-min.js';

/*
 * Shares, rates and ends of a simulator's state, solved whole from the laws as they are written. It takes from the state
 * what each batch is and how much of it was left when it was last reckoned, and nothing that a solver has counted:
 *
 *   threads   1 of the caller while it unmaps, sets up, remaps or polls; the plan's workers while they copy
 *   pace      min(1, C ÷ (T + M)) on a node of C CPUs with T tenants' threads and M of migration, less what siblings take
 *   rates     max–min fair among all flows, tenants' included (max-min.ts)
 *   end       what is left of a stage ÷ its pace or rate, from now
 *
 * Where there are accounts, their shares of the CPUs are given: share-by-account.ts has tests of its own.
 */

export interface FullSolution {
  /** Threads that run for each slot, and their pace [ns/ns], 1 where there are none. [slots] */
  readonly threads: readonly number[];
  readonly pace: readonly number[];
  /** Rate of each place of the flow table [bytes/ns]. */
  readonly rate: readonly number[];
  /** What all flows use of each resource [bytes/ns]. */
  readonly used: readonly number[];
  /** When each slot's stage ends [ns]; Infinity where it waits. [slots] */
  readonly ends: readonly number[];
}

interface Running {
  readonly batch: Batch;
  readonly threads: number;
  readonly node: number;
  readonly copiesByCpu: boolean;
}

function runningOf({ machine, episode }: SimState, batch: Batch): Running {
  const { stage, plan, request } = batch;
  const { callerNode, source, target } = episode.arrivals;
  const caller = at(callerNode, request);
  const calls: readonly number[] = [STAGE.unmap, STAGE.setup, STAGE.remap];
  const copiesByCpu = stage === STAGE.copy && batch.cpuBytes > 0;
  if (copiesByCpu && plan) {
    const ofWorkers = at(plan.side === 'pull' ? target : source, request);
    return { batch, threads: plan.workers, node: plan.migrator === 'kernel' ? caller : ofWorkers, copiesByCpu };
  }
  const waits = stage === STAGE.notice || (stage === STAGE.copy && batch.dmaBytes > 0);
  const runs = calls.includes(stage) || (waits && machine.polls);
  return { batch, threads: runs ? 1 : 0, node: caller, copiesByCpu };
}

/** Pace of a node's copies, of its other threads of migration, and of its tenants [ns/ns]. */
interface Paces {
  readonly copies: number;
  readonly others: number;
  readonly tenants: number;
}

function pacesOf(state: SimState, running: readonly Running[], node: number, shareOf: (slot: number) => number): Paces {
  const { machine, tenants, accounts, cpu } = state;
  const threads = at(tenants.threads, node);
  const here = running.filter((one) => one.node === node);
  const all = here.reduce((sum, one) => sum + one.threads, threads);
  const share = all > 0 ? Math.min(1, at(machine.cpus, node) / all) : 1;
  const used = accounts ? at(cpu.used, node) : threads * share;
  const ofTenants = accounts ? (threads > 0 ? used / threads : 1) : share;
  const siblings = machine.siblings[node];
  if (!siblings) return { copies: share, others: share, tenants: ofTenants };
  const cpus = (copies: boolean): number =>
    here.reduce((sum, { batch, threads: m, copiesByCpu }) => {
      return sum + (copiesByCpu === copies ? m * (accounts ? shareOf(batch.slot) : share) : 0);
    }, 0);
  const beside = besideSiblings(siblings, used, cpus(true), cpus(false));
  const speed = used > 0 ? beside.tenants / used : 1;
  return { copies: share * beside.copies, others: share * beside.others, tenants: ofTenants * speed };
}

function usesOf({ resources, weights }: { resources: Int32Array; weights: Float64Array }): ReferenceFlow['uses'] {
  return [...resources].map((resource, u) => [resource, at(weights, u)] as const);
}

/** The flows of a batch that copies, by place. */
function flowsOf({ channels, machine, episode }: SimState, batch: Batch, pace: number): [number, ReferenceFlow][] {
  const { slot, plan, request, cpuBytes, dmaBytes } = batch;
  if (batch.stage !== STAGE.copy || !plan) return [];
  const way = machine.route(at(episode.arrivals.source, request), at(episode.arrivals.target, request));
  const flows: [number, ReferenceFlow][] = [];
  if (cpuBytes > 0) {
    const limit = batch.cpuRate * Math.min(1, pace * batch.cpuHeadroom);
    flows.push([2 * slot, { weight: plan.workers, limit, uses: usesOf(way.cpu[plan.side][plan.stores]) }]);
  }
  if (dmaBytes > 0) {
    const limit = channels.rateOf(slot, batch.channelRate) * batch.dmaFactor;
    flows.push([2 * slot + 1, { weight: Math.max(1, batch.granted), limit, uses: usesOf(way.dma) }]);
  }
  return flows;
}

function tenantFlows(
  { machine, tenants, tenantPlace }: SimState,
  node: number,
  pace: number,
): [number, ReferenceFlow][] {
  return at(machine.tenantUses, node).map((uses, flow) => {
    const limit = at(tenants.demand, 2 * node + flow) * pace;
    const weight = Math.max(1, at(tenants.threads, node));
    return [tenantPlace + 2 * node + flow, { weight, limit, uses: usesOf(uses) }];
  });
}

/** When a slot's stage ends: what it did since it was reckoned it did at the state's own rates. */
function endOf({ now, cpu, flows }: SimState, batch: Batch, pace: number, rate: readonly number[]): number {
  const { slot, stage, cpuBytes, dmaBytes } = batch;
  const dt = now - batch.since;
  const takes = (amount: number, speed: number, own: number): number => Math.max(0, amount - speed * dt) / own;
  if (stage === STAGE.unmap || stage === STAGE.remap) return now + takes(batch.work, at(cpu.pace, slot), pace);
  if (stage === STAGE.setup || stage === STAGE.notice) return now + takes(batch.latency, 1, 1);
  if (stage !== STAGE.copy) return Number.POSITIVE_INFINITY;
  const parts = [cpuBytes, dmaBytes].flatMap((bytes, part) => {
    const place = 2 * slot + part;
    return bytes > 0 ? [takes(bytes, at(flows.rate, place), at(rate, place))] : [];
  });
  return now + (parts.length > 0 ? Math.min(...parts) : 0);
}

function busy({ batches }: SimState): Batch[] {
  return batches.filter(({ stage }) => stage !== STAGE.idle);
}

/** Shares out CPUs: threads and paces of all slots, and the tenants' pace on each node. */
function solveCpus(state: SimState): { threads: number[]; pace: number[]; tenants: number[] } {
  const { machine, cpu, accounts, batches } = state;
  const running = busy(state).map((batch) => runningOf(state, batch));
  const nodes = Array.from({ length: machine.nodes }, (_, node) =>
    pacesOf(state, running, node, (slot) => at(cpu.share, slot)),
  );
  const threads = batches.map(() => 0);
  const pace = batches.map(() => 1);
  for (const { batch, threads: own, node, copiesByCpu } of running) {
    threads[batch.slot] = own;
    if (own === 0) continue;
    const paces = at(nodes, node);
    pace[batch.slot] = accounts ? at(cpu.pace, batch.slot) : copiesByCpu ? paces.copies : paces.others;
  }
  return { threads, pace, tenants: nodes.map(({ tenants }) => tenants) };
}

export function solveFully(state: SimState): FullSolution {
  const { machine, batches, flows } = state;
  const { threads, pace, tenants } = solveCpus(state);
  const wanted = [
    ...busy(state).flatMap((batch) => flowsOf(state, batch, at(pace, batch.slot))),
    ...tenants.flatMap((own, node) => tenantFlows(state, node, own)),
  ].filter(([, { limit }]) => limit > 0);
  const rates = maxMinRates(
    wanted.map(([, flow]) => flow),
    [...machine.resources.capacity],
  );
  const rate = new Array<number>(flows.places).fill(0);
  const used = new Array<number>(machine.resources.capacity.length).fill(0);
  wanted.forEach(([place, { uses }], k) => {
    rate[place] = at(rates, k);
    for (const [resource, share] of uses) used[resource] = at(used, resource) + at(rates, k) * share;
  });
  const ends = batches.map((batch) => endOf(state, batch, at(pace, batch.slot), rate));
  return { threads, pace, rate, used, ends };
}
