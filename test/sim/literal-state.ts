import { at } from '../../src/core/errors.js';
import type { MigrationRequest } from '../../src/migration/vocabulary.js';
import type { DmaDevice, Platform, PlatformNode } from '../../src/platform/platform.js';
import type { Quantity } from '../../src/platform/quantity.js';
import { createMachine } from '../../src/sim/machine.js';
import type { Batch } from '../../src/sim/state/batch.js';
import { SimState, type SimulatorOptions } from '../../src/sim/state/sim-state.js';
import { arrivalsOf, type Episode, tenantLoadOf } from '../../src/workload/episode.js';
import { OFFLOAD, request } from './sample-run.js';

/*
 * A little machine of round numbers, and states of it that a test fills in by hand: figures that a law gives can be
 * worked out in a comment.
 */

function of(value: number): Quantity {
  return { value, kind: 'assumed', source: 'a round number', dimension: 'number', unit: '' };
}

function node(name: string): PlatformNode {
  const facts = { name, kind: 'dram', cores: 4, coresPerComplex: 4, threadsPerCore: 1 } as const;
  return { ...facts, readBandwidth: of(60), writeBandwidth: of(40), latency: of(100) };
}

/** Four channels of 2 bytes/ns, two on each engine of 3; a batch that finds none waits. */
const DEVICE: DmaDevice = {
  name: 'dma',
  driver: 'ae4dma',
  channels: 4,
  channelsPerEngine: 2,
  channelRate: of(2),
  engineRate: of(3),
  totalRate: of(10),
  smallFolioTranslation: of(0),
  descriptor: of(0),
  descriptorMerge: of(4096),
  channelSetup: of(10),
  batchSetup: of(100),
  mapPerFolio: of(1),
  completion: 'interrupt',
};

/** A worker copies 500 bytes in flight ÷ 100 ns = 5 bytes/ns; the copy has no warm-up. */
export const LITTLE: Platform = {
  format: 'foliotune-platform-1',
  name: 'little',
  title: 'Two nodes of four cores, one link, one DMA device',
  basePage: of(4096),
  pmdSize: of(2 ** 21),
  nodes: [node('a'), node('b')],
  links: [{ name: 'ab', from: 'a', to: 'b', forward: of(20), backward: of(20), latency: of(0) }],
  distances: [
    [10, 20],
    [20, 10],
  ],
  cpuCopy: {
    bytesInFlight: of(500),
    complexPort: of(100),
    manyComplexes: of(1),
    lastLevelCache: of(1),
    cachedSource: of(0),
    nonTemporalGain: of(1),
    nonTemporalPenalty: of(1),
    workerSetup: of(50),
    workerWakeBusy: of(400),
  },
  warmUp: { depth: of(0), time: of(1) },
  dma: [DEVICE],
  kernelPath: {
    version: 'little',
    perCall: of(1000),
    perBatch: of(300),
    perFolio: of(100),
    perCostlyFolio: of(0),
    costlyOrder: 3,
    perPte: of(0),
    perPmd: of(0),
    unmapShare: of(0.6),
    flushRemote: of(200),
    flushPerCpu: of(10),
    mainlineCap: { limit: 2, unit: 'folios' },
    offloadCap: { limit: 8, unit: 'folios' },
  },
  wholeNumbers: {
    'nodes.cores': 'round',
    'nodes.coresPerComplex': 'round',
    distances: 'round',
    'kernelPath.costlyOrder': 'round',
    'kernelPath.mainlineCap': 'round',
    'kernelPath.offloadCap': 'round',
  },
};

/** The same with two siblings a core, eight CPUs a node: y = 0.5, so (1 − y) ÷ 2 = 0.25. */
export const LITTLE_SIBLINGS: Platform = {
  ...LITTLE,
  nodes: LITTLE.nodes.map((one) => ({ ...one, threadsPerCore: 2 })),
  smt: { gain: of(0.5), copyLoss: of(0.125) },
};

/** Places of the little machine's resources, with their capacities [bytes/ns]. */
export const AT = {
  /** 60, 40, 100 */
  readsA: 0,
  writesA: 1,
  portsA: 2,
  /** 60, 40, 100 */
  readsB: 3,
  writesB: 4,
  portsB: 5,
  /** 20 each way */
  linkAB: 6,
  linkBA: 7,
  /** 10 */
  dma: 8,
} as const;

export interface LittleSetting {
  readonly platform?: Platform;
  readonly episode?: Partial<Episode>;
  readonly options?: Partial<SimulatorOptions>;
}

/** Ten base pages from a to b by a caller on b: request r is caller r's, unless the facts say otherwise. */
export function littleState(
  requests: readonly Partial<MigrationRequest>[],
  { platform = LITTLE, episode = {}, options = {} }: LittleSetting = {},
): SimState {
  const list = requests.map((facts, caller) => request({ folioBytes: 4096, folios: 10, caller, ...facts }));
  const callers = 1 + Math.max(...list.map(({ caller }) => caller));
  const whole: Episode = { arrivals: arrivalsOf(list), load: tenantLoadOf([]), callers, ...episode };
  return new SimState(createMachine(platform), whole, { ...OFFLOAD, ...options });
}

type BatchFacts = Partial<Omit<Batch, 'slot' | 'place' | 'isTouched'>>;

/** Lets a slot run a batch of its own request of which these facts hold. */
export function put(state: SimState, slot: number, facts: BatchFacts): Batch {
  const batch = at(state.batches, slot);
  const { source, target } = state.episode.arrivals;
  const { request: r = slot } = facts;
  const cold = {
    holding: 0,
    cpuHeadroom: 1,
    granted: 0,
    cpuFolios: 0,
    dmaFolios: 0,
    rescued: 0,
    failed: 0,
    recopied: 0,
  };
  const way = state.machine.route(at(source, r), at(target, r));
  Object.assign(batch, { ...cold, request: r, folios: 8, foliosLeft: 10, way, ...facts });
  state.enter(batch);
  return batch;
}
