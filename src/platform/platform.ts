import { z } from 'zod';
import { COMPLETIONS, DMA_INTERFACES } from './dma/driver.js';
import { NODE_KINDS } from './node-kind.js';
import { quantity } from './quantity.js';

/** A memory node: its controller, and the cores beside it (none for CXL or GPU memory). */
const node = z.strictObject({
  name: z.string(),
  kind: z.enum(NODE_KINDS),
  cores: z.int().min(0),
  coresPerComplex: z.int().min(1),
  /** Hardware threads of a core, each a CPU to the kernel; the law of siblings is in sim/law/smt.ts. */
  threadsPerCore: z.int().min(1).default(1),
  /** Lines a core can read from this node's memory a nanosecond, all cores together. */
  readBandwidth: quantity('bytes/ns'),
  writeBandwidth: quantity('bytes/ns'),
  /** Load-to-use latency from a core of the same node, or from the link's end where the node has no core. */
  latency: quantity('ns'),
});

/** A link between two nodes, with a capacity in each direction. */
const link = z.strictObject({
  name: z.string(),
  from: z.string(),
  to: z.string(),
  forward: quantity('bytes/ns'),
  backward: quantity('bytes/ns'),
  latency: quantity('ns'),
});

/** What bounds copies by CPU. The law is in migration/cpu-copy.ts. */
const cpuCopy = z.strictObject({
  bytesInFlight: quantity('bytes'),
  complexPort: quantity('bytes/ns'),
  manyComplexes: quantity('number'),
  lastLevelCache: quantity('bytes'),
  /** Share of the source's lines that cores beside the workers touched just before a call; 0 where pages come cold. */
  cachedSource: quantity('number'),
  nonTemporalGain: quantity('number'),
  nonTemporalPenalty: quantity('number'),
  workerSetup: quantity('ns'),
  workerWakeBusy: quantity('ns'),
});

/** What siblings on one core do. The law is in sim/law/smt.ts. */
const smt = z.strictObject({
  /** Work that a core with all its threads busy does more than with one: 0.25 is a quarter. */
  gain: quantity('number'),
  /** Part of its progress that a tenant loses to a copy worker on its sibling. */
  copyLoss: quantity('number'),
});

/** A DMA device. The law is in migration/dma-copy.ts. */
const dmaDevice = z.strictObject({
  name: z.string(),
  /** A name of platform/dma/registry.ts: what the driver does whatever the machine. */
  driver: z.string(),
  channels: z.int().min(1),
  channelsPerEngine: z.int().min(1),
  channelRate: quantity('bytes/ns'),
  engineRate: quantity('bytes/ns'),
  totalRate: quantity('bytes/ns'),
  smallFolioTranslation: quantity('ns'),
  descriptor: quantity('ns'),
  descriptorMerge: quantity('bytes'),
  /** Requesting a channel and handing it one list of segments; paid for each list (platform/dma/driver.ts). */
  channelSetup: quantity('ns'),
  /** What one batch costs however many channels: its lists, the completion's interrupt and wake-up. */
  batchSetup: quantity('ns'),
  /** Mapping one folio for the device, on the caller's CPU; 0 where one list maps a channel's whole share. */
  mapPerFolio: quantity('ns'),
  /** Preparing and submitting one folio by itself, under per-folio submission; what channelSetup is where absent. */
  submitPerFolio: quantity('ns').optional(),
  /** How this kernel hands folios to the device; as its driver does where absent (platform/dma/driver.ts). */
  submission: z.enum(DMA_INTERFACES).optional(),
  completion: z.enum(COMPLETIONS),
});

const cap = z.strictObject({ limit: z.int().min(1), unit: z.enum(['pages', 'folios', 'bytes']) });
export type BatchCap = z.infer<typeof cap>;

/** Software costs of one kernel version. The law is in migration/software-cost.ts. */
const kernelPath = z.strictObject({
  version: z.string(),
  perCall: quantity('ns'),
  perBatch: quantity('ns'),
  perFolio: quantity('ns'),
  perCostlyFolio: quantity('ns'),
  costlyOrder: z.int().min(0),
  perPte: quantity('ns'),
  perPmd: quantity('ns'),
  unmapShare: quantity('number'),
  flushRemote: quantity('ns'),
  flushPerCpu: quantity('ns'),
  /** What one batch holds for today's kernel, and with an offload provider registered. */
  mainlineCap: cap,
  offloadCap: cap,
});

/** The copy runs slower at the start of a call: `depth` slower at first, fading with the time constant `time`. */
const warmUp = z.strictObject({ depth: quantity('number'), time: quantity('ns') });

/** Where each kind of whole number of the file comes from; the others carry their source beside them. */
const wholeNumbers = z.strictObject({
  'nodes.cores': z.string().min(1),
  'nodes.coresPerComplex': z.string().min(1),
  'nodes.threadsPerCore': z.string().min(1).optional(),
  distances: z.string().min(1),
  'dma.channels': z.string().min(1).optional(),
  'dma.channelsPerEngine': z.string().min(1).optional(),
  'kernelPath.costlyOrder': z.string().min(1),
  'kernelPath.mainlineCap': z.string().min(1),
  'kernelPath.offloadCap': z.string().min(1),
});

export const platformSchema = z.strictObject({
  format: z.literal('foliotune-platform-1'),
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** Core clock, to read tables that count cycles; no law depends on it. */
  clock: quantity('cycles/ns').optional(),
  basePage: quantity('bytes'),
  pmdSize: quantity('bytes'),
  nodes: z.array(node).min(2),
  links: z.array(link).min(1),
  /** SLIT distances, node by node. */
  distances: z.array(z.array(z.int().min(10).max(255))),
  cpuCopy,
  smt: smt.optional(),
  warmUp,
  dma: z.array(dmaDevice).max(1),
  kernelPath,
  wholeNumbers,
});

export type Platform = z.infer<typeof platformSchema>;
export type PlatformNode = Platform['nodes'][number];
export type DmaDevice = Platform['dma'][number];

/** Hardware threads of a node, which the kernel counts as CPUs. */
export const cpusOf = ({ cores, threadsPerCore }: Pick<PlatformNode, 'cores' | 'threadsPerCore'>): number =>
  cores * threadsPerCore;
