import { type IdleRates, idleRates } from '../migration/idle-rates.js';
import { MODES, REASONS } from '../migration/vocabulary.js';
import { NODE_KINDS } from '../platform/node-kind.js';
import { linkDirection, memoryReads, memoryWrites } from '../platform/resources.js';
import { FEATURES } from '../policy/feature-table.js';
import type { MachineRoute } from './machine.js';
import type { Simulator } from './simulator.js';
import { STAGE } from './state/slots.js';

const KIB = 1024;
/** 1 byte/ns = 1 GB/s = 1000 MB/s. */
const MBPS = 1000;

type Reader = (sim: Simulator, slot: number) => number;

const request = (sim: Simulator, slot: number): number => sim.slots.request[slot] ?? 0;
const folioBytes: Reader = (sim, slot) => sim.episode.arrivals.folioBytes[request(sim, slot)] ?? 0;
const source: Reader = (sim, slot) => sim.episode.arrivals.source[request(sim, slot)] ?? 0;
const target: Reader = (sim, slot) => sim.episode.arrivals.target[request(sim, slot)] ?? 0;
const kindOf = (sim: Simulator, node: number): number =>
  NODE_KINDS.indexOf(sim.machine.platform.nodes[node]?.kind ?? 'dram');
const idle = (sim: Simulator, node: number): number =>
  Math.max(0, (sim.machine.cpus[node] ?? 0) - sim.cores.runnable(node));
const load = (sim: Simulator, node: number): number =>
  (sim.machine.cpus[node] ?? 0) > 0 ? (100 * sim.cores.runnable(node)) / (sim.machine.cpus[node] ?? 1) : 0;
const traffic = (sim: Simulator, node: number): number =>
  MBPS * ((sim.solver.used[memoryReads(node)] ?? 0) + (sim.solver.used[memoryWrites(node)] ?? 0));

function outstandingDma(sim: Simulator): number {
  let bytes = 0;
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const stage = sim.slots.stage[slot];
    if (stage === STAGE.channels || stage === STAGE.setup || stage === STAGE.copy)
      bytes += sim.slots.dmaBytes[slot] ?? 0;
  }
  return bytes / KIB;
}

const COPYING: ReadonlySet<number> = new Set([STAGE.channels, STAGE.setup, STAGE.copy, STAGE.notice]);

function copiesInFlight(sim: Simulator, self: number): number {
  let copies = 0;
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const stage = sim.slots.stage[slot] ?? STAGE.idle;
    if (slot !== self && COPYING.has(stage)) copies++;
  }
  return copies;
}

/** Of the route's links the busiest; nothing within one node. */
function routeTraffic(sim: Simulator, slot: number): number {
  let busiest = 0;
  for (const { link, forward } of sim.route(slot).route.hops)
    busiest = Math.max(busiest, sim.solver.used[linkDirection(sim.machine.platform, link, forward)] ?? 0);
  return MBPS * busiest;
}

/** Per thousand of the quota, less what is owed; all of it where the owner has no quota. */
function ownerBudget(sim: Simulator, slot: number): number {
  const { accounts } = sim;
  const owner = accounts?.owner(sim, slot) ?? 0;
  const quota = accounts?.plan.quotaNs[owner] ?? Number.POSITIVE_INFINITY;
  if (!accounts || quota === Number.POSITIVE_INFINITY) return 1000;
  return (1000 * ((accounts.budget[owner] ?? 0) - (accounts.debt[owner] ?? 0))) / quota;
}

const NS_PER_US = 1000;
/** Rates never change, and are asked for at every decision. [route][bytes of a folio] */
const known = new WeakMap<MachineRoute, Map<number, IdleRates>>();

function ratesOf(sim: Simulator, slot: number): IdleRates {
  const machineRoute = sim.route(slot);
  const bySize = known.get(machineRoute) ?? new Map<number, IdleRates>();
  known.set(machineRoute, bySize);
  const bytes = folioBytes(sim, slot);
  const rates = bySize.get(bytes) ?? idleRates(sim.machine.platform, machineRoute.route, bytes);
  bySize.set(bytes, rates);
  return rates;
}

/** Reads each feature of the table from the simulator, by the feature's name. */
const READERS: Readonly<Record<string, Reader>> = {
  reason: (sim, slot) =>
    Math.max(0, Math.min(REASONS.length - 1, sim.episode.arrivals.reason[request(sim, slot)] ?? 0)),
  mode: (sim, slot) => Math.max(0, Math.min(MODES.length - 1, sim.episode.arrivals.mode[request(sim, slot)] ?? 0)),
  folio_order: (sim, slot) => Math.log2(folioBytes(sim, slot) / sim.machine.platform.basePage.value),
  nr_folios: (sim, slot) => sim.slots.batch[slot] ?? 0,
  batch_kib: (sim, slot) => ((sim.slots.batch[slot] ?? 0) * folioBytes(sim, slot)) / KIB,
  pmd_mapped: (sim, slot) => (folioBytes(sim, slot) >= sim.machine.platform.pmdSize.value ? 1 : 0),
  src_kind: (sim, slot) => kindOf(sim, source(sim, slot)),
  dst_kind: (sim, slot) => kindOf(sim, target(sim, slot)),
  distance: (sim, slot) => sim.machine.platform.distances[source(sim, slot)]?.[target(sim, slot)] ?? 10,
  src_cpus: (sim, slot) => sim.machine.cpus[source(sim, slot)] ?? 0,
  dst_cpus: (sim, slot) => sim.machine.cpus[target(sim, slot)] ?? 0,
  src_complexes: (sim, slot) => sim.machine.complexes[source(sim, slot)] ?? 0,
  dst_complexes: (sim, slot) => sim.machine.complexes[target(sim, slot)] ?? 0,
  src_idle_cpus: (sim, slot) => idle(sim, source(sim, slot)),
  dst_idle_cpus: (sim, slot) => idle(sim, target(sim, slot)),
  src_load: (sim, slot) => load(sim, source(sim, slot)),
  dst_load: (sim, slot) => load(sim, target(sim, slot)),
  dma_channels: (sim) => sim.channels.onLine,
  dma_free: (sim) => sim.channels.free,
  dma_outstanding_kib: outstandingDma,
  route_mbps: routeTraffic,
  src_mbps: (sim, slot) => traffic(sim, source(sim, slot)),
  dst_mbps: (sim, slot) => traffic(sim, target(sim, slot)),
  copies_in_flight: copiesInFlight,
  remaining_kib: (sim, slot) =>
    (((sim.slots.foliosLeft[slot] ?? 0) - (sim.slots.batch[slot] ?? 0)) * folioBytes(sim, slot)) / KIB,
  mm_cpus: (sim, slot) => sim.episode.arrivals.mmCpus[request(sim, slot)] ?? 1,
  worker_mbps: (sim, slot) => MBPS * ratesOf(sim, slot).worker,
  owner_budget: ownerBudget,
  channel_mbps: (sim, slot) => MBPS * ratesOf(sim, slot).channel,
  workers_mbps: (sim, slot) => MBPS * ratesOf(sim, slot).workers,
  two_channels_mbps: (sim, slot) => MBPS * ratesOf(sim, slot).twoChannels,
  channels_mbps: (sim, slot) => MBPS * ratesOf(sim, slot).channels,
  dma_waits: (sim) => (sim.machine.whenFull === 'wait' ? 1 : 0),
  dma_setup_us: (sim, slot) => ratesOf(sim, slot).dmaSetupNs / NS_PER_US,
};

const BY_INDEX: readonly Reader[] = FEATURES.map(({ name }) => {
  const reader = READERS[name];
  if (!reader) throw new Error(`feature ${name} has no reader`);
  return reader;
});

/** Writes the features of the batch that waits in `slot`: integers, clamped to the table's range. */
export function observe(sim: Simulator, slot: number, features: Int32Array, offset = 0): void {
  for (let f = 0; f < BY_INDEX.length; f++) {
    const { min, max } = FEATURES[f] as (typeof FEATURES)[number];
    const value = Math.round((BY_INDEX[f] as Reader)(sim, slot));
    features[offset + f] = Math.min(max, Math.max(min, value));
  }
}
