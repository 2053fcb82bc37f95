import type { IdleRates } from '../migration/idle-rates.js';
import { MODES, REASONS } from '../migration/vocabulary.js';
import { linkDirection, memoryReads, memoryWrites } from '../platform/resources.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import { dmaBytesNow } from './accrue.js';
import { ownerOf } from './charging/payer.js';
import type { MachineRoute } from './machine.js';
import type { Batch } from './state/batch.js';
import type { SimState } from './state/sim-state.js';
import { STAGE } from './state/slots.js';

const KIB = 1024;
/** 1 byte/ns = 1 GB/s = 1000 MB/s. */
const MBPS = 1000;
const NS_PER_US = 1000;

/** What an observation reads. */
export type Observed = Pick<
  SimState,
  'machine' | 'episode' | 'batches' | 'running' | 'cpu' | 'channels' | 'flows' | 'used' | 'accounts' | 'now'
>;

/** Places of the features, by name: a name that the table does not know is an error when this is loaded. */
const AT = {
  reason: featureIndex('reason'),
  mode: featureIndex('mode'),
  folioOrder: featureIndex('folio_order'),
  folios: featureIndex('nr_folios'),
  batchKib: featureIndex('batch_kib'),
  pmdMapped: featureIndex('pmd_mapped'),
  remainingKib: featureIndex('remaining_kib'),
  mmCpus: featureIndex('mm_cpus'),
  ownerBudget: featureIndex('owner_budget'),
  distance: featureIndex('distance'),
  dmaChannels: featureIndex('dma_channels'),
  dmaFree: featureIndex('dma_free'),
  dmaWaits: featureIndex('dma_waits'),
  dmaOutstandingKib: featureIndex('dma_outstanding_kib'),
  copiesInFlight: featureIndex('copies_in_flight'),
  routeMbps: featureIndex('route_mbps'),
  workerMbps: featureIndex('worker_mbps'),
  workersMbps: featureIndex('workers_mbps'),
  channelMbps: featureIndex('channel_mbps'),
  twoChannelsMbps: featureIndex('two_channels_mbps'),
  channelsMbps: featureIndex('channels_mbps'),
  dmaSetupUs: featureIndex('dma_setup_us'),
} as const;

/** Places of the features of one end of the route. */
function endAt(end: 'src' | 'dst') {
  return {
    kind: featureIndex(`${end}_kind`),
    cpus: featureIndex(`${end}_cpus`),
    complexes: featureIndex(`${end}_complexes`),
    idle: featureIndex(`${end}_idle_cpus`),
    load: featureIndex(`${end}_load`),
    mbps: featureIndex(`${end}_mbps`),
  };
}
const SOURCE = endAt('src');
const TARGET = endAt('dst');

const MIN = Float64Array.from(FEATURES, ({ min }) => min);
const MAX = Float64Array.from(FEATURES, ({ max }) => max);

/** Writes the features of the batch that waits in `slot`: integers, clamped to the table's range. */
export function observe(state: Observed, slot: number, features: Int32Array, offset = 0): void {
  const batch = state.batches[slot] as Batch;
  const { source, target } = state.episode.arrivals;
  const from = source[batch.request] as number;
  const to = target[batch.request] as number;
  const way = state.machine.route(from, to);
  seeBatch(state, batch);
  seeEnd(state, from, SOURCE);
  seeEnd(state, to, TARGET);
  seeDevice(state, batch);
  seeRoute(state, way, state.machine.platform.distances[from]?.[to]);
  seeRates(way.idleRates(state.episode.arrivals.folioBytes[batch.request] as number));
  for (let f = 0; f < MIN.length; f++) {
    const value = Math.round(raw[f] as number);
    features[offset + f] = Math.min(MAX[f] as number, Math.max(MIN[f] as number, value));
  }
}

/** The observation before it is rounded; each `see…` writes its part. */
const raw = new Float64Array(FEATURES.length);

function seeBatch({ episode, machine, accounts }: Observed, batch: Batch): void {
  const { arrivals } = episode;
  const { platform } = machine;
  const r = batch.request;
  const { folios } = batch;
  const bytes = arrivals.folioBytes[r] as number;
  raw[AT.reason] = Math.max(0, Math.min(REASONS.length - 1, arrivals.reason[r] as number));
  raw[AT.mode] = Math.max(0, Math.min(MODES.length - 1, arrivals.mode[r] as number));
  raw[AT.folioOrder] = Math.log2(bytes / platform.basePage.value);
  raw[AT.folios] = folios;
  raw[AT.batchKib] = (folios * bytes) / KIB;
  raw[AT.pmdMapped] = bytes >= platform.pmdSize.value ? 1 : 0;
  raw[AT.remainingKib] = ((batch.foliosLeft - folios) * bytes) / KIB;
  raw[AT.mmCpus] = arrivals.mmCpus[r] as number;
  raw[AT.ownerBudget] = accounts ? budgetLeft(accounts, ownerOf(arrivals, batch)) : NO_QUOTA;
}

/** What is left of a quota is told in parts of so many, and all of it where there is no quota. */
const NO_QUOTA = 1000;

/** Per thousand of an account's quota, less what is owed. */
function budgetLeft({ plan, budget, debt }: NonNullable<Observed['accounts']>, owner: number): number {
  const quota = plan.quotaNs[owner] ?? Number.POSITIVE_INFINITY;
  if (quota === Number.POSITIVE_INFINITY) return NO_QUOTA;
  return (NO_QUOTA * ((budget[owner] as number) - (debt[owner] as number))) / quota;
}

function seeEnd({ machine, cpu, used }: Observed, node: number, place: typeof SOURCE): void {
  const cpus = machine.cpus[node] as number;
  const runnable = cpu.runnable(node);
  raw[place.kind] = machine.kinds[node] as number;
  raw[place.cpus] = cpus;
  raw[place.complexes] = machine.complexes[node] as number;
  raw[place.idle] = Math.max(0, cpus - runnable);
  raw[place.load] = cpus > 0 ? (100 * runnable) / cpus : 0;
  raw[place.mbps] = MBPS * ((used[memoryReads(node)] as number) + (used[memoryWrites(node)] as number));
}

/** The DMA device, and what waits for it or for CPUs. */
function seeDevice(state: Observed, self: Batch): void {
  const { machine, channels, running } = state;
  let outstanding = 0;
  let copies = 0;
  for (const batch of running) {
    const { stage } = batch;
    const copying = stage === STAGE.channels || stage === STAGE.setup || stage === STAGE.copy;
    if (copying) outstanding += dmaBytesNow(state, batch);
    if ((copying || stage === STAGE.notice) && batch !== self) copies++;
  }
  raw[AT.dmaChannels] = channels.onLine;
  raw[AT.dmaFree] = channels.free;
  raw[AT.dmaWaits] = machine.whenFull === 'wait' ? 1 : 0;
  raw[AT.dmaOutstandingKib] = outstanding / KIB;
  raw[AT.copiesInFlight] = copies;
}

/** Of the route's links the busiest; nothing within one node, where the distance is SLIT's 10. */
function seeRoute({ machine, used }: Observed, { route }: MachineRoute, distance = 10): void {
  let busiest = 0;
  for (const { link, forward } of route.hops)
    busiest = Math.max(busiest, used[linkDirection(machine.platform, link, forward)] as number);
  raw[AT.distance] = distance;
  raw[AT.routeMbps] = MBPS * busiest;
}

function seeRates(rates: IdleRates): void {
  raw[AT.workerMbps] = MBPS * rates.worker;
  raw[AT.workersMbps] = MBPS * rates.workers;
  raw[AT.channelMbps] = MBPS * rates.channel;
  raw[AT.twoChannelsMbps] = MBPS * rates.twoChannels;
  raw[AT.channelsMbps] = MBPS * rates.channels;
  raw[AT.dmaSetupUs] = rates.dmaSetupNs / NS_PER_US;
}

{
  const seen = new Set([...Object.values(AT), ...Object.values(SOURCE), ...Object.values(TARGET)]);
  const unseen = FEATURES.filter((_, place) => !seen.has(place)).map(({ name }) => name);
  if (unseen.length > 0) throw new Error(`nothing reads the features ${unseen.join(', ')}`);
}
