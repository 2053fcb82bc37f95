import type { BatchCap, Platform } from '../platform/platform.js';
import { resourceTable } from '../platform/resources.js';
import { type Route, routeBetween } from '../platform/route.js';
import { foliosPerBatch } from './batch.js';
import { type BatchLaw, batchLaw, planFor } from './batch-law.js';
import { BlackoutSum, blackoutOf, type RequestBlackout } from './blackout.js';
import { type Ceiling, ceilingOf } from './ceiling.js';
import { cpuTraffic, dmaTraffic } from './copy-traffic.js';
import { cpuCopyLimit } from './cpu-copy.js';
import { dmaCopyLimit } from './dma-copy.js';
import type { CopyPlan } from './vocabulary.js';
import { warmedRate } from './warm-up.js';

/*
 * The plain law: one request of n equal folios on an idle machine, batch after batch [ns]:
 *
 *   T = perCall + Σ over batches (unmap + flush + setup + copy + remap)
 *   copy = bytes ÷ min(own rate of the movers, capacity of each resource on the route ÷ its weight)
 *
 * The serial kernel remaps each folio as soon as it is copied; an offloaded batch remaps when the whole copy is done.
 * The two parts of a hybrid copy run side by side, each as if alone; what they take from each other is the third
 * layer's (src/sim).
 */

export interface PhasesNs {
  readonly call: number;
  readonly unmap: number;
  readonly flush: number;
  readonly setup: number;
  readonly copy: number;
  readonly remap: number;
}

export interface ClosedForm {
  readonly throughputGBps: number;
  readonly totalNs: number;
  readonly phasesNs: PhasesNs;
  /** From the call to the moment the first folio can be used again [ns]. */
  readonly firstFolioLatencyNs: number;
  /** How long folios stay unmapped [ns]; the law is in blackout.ts. */
  readonly blackoutNs: RequestBlackout;
  /** What more of would make this request faster. */
  readonly limitedBy: string;
  readonly batches: number;
  /** What one batch may hold, and the folios that come to at this size. */
  readonly batchCap: BatchCap;
  readonly batchFolios: number;
}

export interface RequestSpec {
  readonly folioBytes: number;
  readonly folios: number;
  readonly source: number;
  readonly target: number;
  readonly mmCpus: number;
  /** What one batch may hold in place of what the kernel path says. */
  readonly cap?: BatchCap | undefined;
}

interface Part {
  readonly ns: number;
  /** What it would take warm and unshared: how far it carries the call's warm-up [ns]. */
  readonly warmNs: number;
  readonly limitedBy: string;
}

function partTime(
  platform: Platform,
  bytes: number,
  rate: number,
  mover: string,
  ceiling: Ceiling,
  begunNs: number,
): Part {
  if (bytes === 0) return { ns: 0, warmNs: 0, limitedBy: mover };
  const warmNs = bytes / rate;
  const own = warmedRate(platform, bytes, rate, begunNs);
  return own <= ceiling.rate
    ? { ns: bytes / own, warmNs, limitedBy: mover }
    : { ns: bytes / ceiling.rate, warmNs, limitedBy: ceiling.name };
}

/** The copies of `batches` equal batches, one after the other, when `begunNs` of copy time were spent in the call before. */
type CopyLaw = (begunNs: number, batches: number) => Part;

function copyOf(
  platform: Platform,
  route: Route,
  plan: CopyPlan,
  law: BatchLaw,
  { folioBytes, folios }: RequestSpec,
): CopyLaw {
  const resources = resourceTable(platform);
  const device = platform.dma[0];
  const size = { batchBytes: law.cpuBytes + law.dmaBytes, callBytes: folioBytes * folios };
  const cpuName = cpuCopyLimit(platform, route, plan, size);
  const dmaName = device ? dmaCopyLimit(platform, device, plan.channels, folioBytes) : '';
  const cpuCeiling = ceilingOf(cpuTraffic(platform, route, plan), resources);
  const dmaCeiling = ceilingOf(dmaTraffic(platform, route, 0), resources);
  const partsOf = (begunNs: number, batches: number): Part => {
    const cpu = partTime(platform, batches * law.cpuBytes, law.cpuRate, cpuName, cpuCeiling, begunNs);
    const dma = partTime(platform, batches * law.dmaBytes, law.dmaRate, dmaName, dmaCeiling, begunNs);
    return cpu.ns > dma.ns ? cpu : dma;
  };
  const alone = law.cpuBytes === 0 || law.dmaBytes === 0;
  const adds = alone && law.cpuRate <= cpuCeiling.rate && law.dmaRate <= dmaCeiling.rate;
  return adds ? partsOf : oneByOne((begunNs) => partsOf(begunNs, 1));
}

/**
 * Batches that do not add up to one long copy: where a resource bounds the warm copy but not the cold one, or the slower
 * part of a hybrid copy changes.
 */
function oneByOne(copy: (begunNs: number) => Part): CopyLaw {
  return (begunNs, batches) => {
    let [ns, warmNs, limitedBy] = [0, 0, ''];
    for (let batch = 0; batch < batches; batch++) {
      const part = copy(begunNs + warmNs);
      ns += part.ns;
      warmNs += part.warmNs;
      limitedBy = part.limitedBy;
    }
    return { ns, warmNs, limitedBy };
  };
}

/** The serial copy runs on the source's side where the target has no core. */
function sidedPlan(platform: Platform, target: number, plan: CopyPlan): CopyPlan {
  const pushes = plan.migrator === 'kernel' && plan.side === 'pull' && platform.nodes[target]?.cores === 0;
  return pushes ? { ...plan, side: 'push' } : plan;
}

/** Batches of one size: the law of each, and their copies. */
interface Batch {
  readonly folios: number;
  readonly law: BatchLaw;
  readonly copy: CopyLaw;
}

function batchOf(platform: Platform, route: Route, plan: CopyPlan, request: RequestSpec, folios: number): Batch {
  const own = planFor(plan, folios);
  const callBytes = request.folioBytes * request.folios;
  const law = batchLaw(platform, route, own, { ...request, folios, callBytes, flushes: 1 });
  return { folios, law, copy: copyOf(platform, route, own, law, request) };
}

/** What one batch may hold: what the request says, or the cap of today's kernel or of an offload provider. */
function capOf(platform: Platform, { cap }: RequestSpec, plan: CopyPlan): BatchCap {
  const { mainlineCap, offloadCap } = platform.kernelPath;
  return cap ?? (plan.migrator === 'kernel' ? mainlineCap : offloadCap);
}

/** What the batches of a request spend in their phases, one after the other, and how long their folios are away. */
class BatchSum {
  readonly phases: { -readonly [Phase in keyof PhasesNs]: number };
  readonly blackouts = new BlackoutSum();
  readonly #serial: boolean;
  #begunNs = 0;
  limitedBy = '';
  batches = 0;

  constructor(callNs: number, serial: boolean) {
    this.phases = { call: callNs, unmap: 0, flush: 0, setup: 0, copy: 0, remap: 0 };
    this.#serial = serial;
  }

  add({ folios, law, copy }: Batch, batches: number): void {
    if (batches <= 0) return;
    const part = copy(this.#begunNs, batches);
    this.#begunNs += part.warmNs;
    this.phases.unmap += batches * law.unmapNs;
    this.phases.flush += batches * law.flushNs;
    this.phases.setup += batches * law.setupNs;
    this.phases.copy += part.ns;
    this.phases.remap += batches * law.remapNs;
    this.blackouts.add(blackoutOf(law, part.ns / batches, folios, this.#serial), folios * batches);
    this.batches += batches;
    this.limitedBy = part.limitedBy;
  }
}

/** The first and the last full batch by themselves, for their blackouts; between them a mean stands for each. */
function addFullBatches(sum: BatchSum, full: Batch, batches: number): void {
  sum.add(full, 1);
  sum.add(full, batches - 2);
  sum.add(full, Math.min(1, batches - 1));
}

/** Evaluates the plain law. */
export function closedForm(platform: Platform, request: RequestSpec, asked: CopyPlan): ClosedForm {
  const plan = sidedPlan(platform, request.target, asked);
  const route = routeBetween(platform, request.source, request.target);
  const cap = capOf(platform, request, plan);
  const most = Math.min(request.folios, foliosPerBatch(cap, request.folioBytes, platform.basePage.value));
  const sum = new BatchSum(platform.kernelPath.perCall.value, plan.migrator === 'kernel');
  addFullBatches(sum, batchOf(platform, route, plan, request, most), Math.floor(request.folios / most));
  const { limitedBy } = sum;
  const rest = request.folios % most;
  if (rest > 0) sum.add(batchOf(platform, route, plan, request, rest), 1);
  const { phases, batches } = sum;
  const totalNs = phases.call + phases.unmap + phases.flush + phases.setup + phases.copy + phases.remap;
  return {
    throughputGBps: (request.folioBytes * request.folios) / totalNs,
    totalNs,
    phasesNs: phases,
    firstFolioLatencyNs: phases.call + sum.blackouts.all.first,
    blackoutNs: sum.blackouts.all,
    limitedBy: phases.copy < totalNs / 2 ? 'kernel software (unmap, flush, remap)' : limitedBy,
    batches,
    batchCap: cap,
    batchFolios: most,
  };
}
