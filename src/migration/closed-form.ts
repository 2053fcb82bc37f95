import type { BatchCap, Platform } from '../platform/platform.js';
import { type ResourceTable, resourceTable } from '../platform/resources.js';
import { type Route, routeBetween } from '../platform/route.js';
import { foliosPerBatch } from './batch.js';
import { type BatchLaw, batchLaw, planFor } from './batch-law.js';
import { type Blackout, blackoutOf, type RequestBlackout, requestBlackout } from './blackout.js';
import { cpuTraffic, dmaTraffic, type Traffic } from './copy-traffic.js';
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

const PHASES = ['unmap', 'flush', 'setup', 'copy', 'remap'] as const;

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

/** The most that the resources on a flow's route leave it [bytes/ns]. */
interface Ceiling {
  readonly rate: number;
  readonly name: string;
}

function ceilingOf(traffic: Traffic, resources: ResourceTable): Ceiling {
  let ceiling: Ceiling = { rate: Number.POSITIVE_INFINITY, name: '' };
  for (const [resource, weight] of traffic) {
    const rate = (resources.capacity[resource] ?? 0) / weight;
    if (rate < ceiling.rate) ceiling = { rate, name: resources.names[resource] ?? '' };
  }
  return ceiling;
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

/** The copy of one batch as a function of the copy time spent before it in the call. */
function copyOf(
  platform: Platform,
  route: Route,
  plan: CopyPlan,
  law: BatchLaw,
  { folioBytes, folios }: RequestSpec,
): (begunNs: number) => Part {
  const resources = resourceTable(platform);
  const device = platform.dma[0];
  const size = { batchBytes: law.cpuBytes + law.dmaBytes, callBytes: folioBytes * folios };
  const cpuName = cpuCopyLimit(platform, route, plan, size);
  const dmaName = device ? dmaCopyLimit(platform, device, plan.channels, folioBytes) : '';
  const cpuCeiling = ceilingOf(cpuTraffic(platform, route, plan), resources);
  const dmaCeiling = ceilingOf(dmaTraffic(platform, route, 0), resources);
  return (begunNs) => {
    const cpu = partTime(platform, law.cpuBytes, law.cpuRate, cpuName, cpuCeiling, begunNs);
    const dma = partTime(platform, law.dmaBytes, law.dmaRate, dmaName, dmaCeiling, begunNs);
    return cpu.ns > dma.ns ? cpu : dma;
  };
}

/** The serial copy runs on the source's side where the target has no core. */
function sidedPlan(platform: Platform, target: number, plan: CopyPlan): CopyPlan {
  const pushes = plan.migrator === 'kernel' && plan.side === 'pull' && platform.nodes[target]?.cores === 0;
  return pushes ? { ...plan, side: 'push' } : plan;
}

/** One batch after the copy time `begunNs` of those before it. */
interface BatchRun {
  readonly phases: PhasesNs;
  readonly copy: Part;
  readonly blackout: Blackout;
}

/** A batch of a size as a function of the copy time spent before it in the call. */
function batchOf(
  platform: Platform,
  route: Route,
  plan: CopyPlan,
  request: RequestSpec,
  folios: number,
): (begunNs: number) => BatchRun {
  const own = planFor(plan, folios);
  const callBytes = request.folioBytes * request.folios;
  const law = batchLaw(platform, route, own, { ...request, folios, callBytes, flushes: 1 });
  const copyAfter = copyOf(platform, route, own, law, request);
  const { unmapNs: unmap, flushNs: flush, setupNs: setup, remapNs: remap } = law;
  return (begunNs) => {
    const copy = copyAfter(begunNs);
    const phases = { call: 0, unmap, flush, setup, copy: copy.ns, remap };
    return { phases, copy, blackout: blackoutOf(phases, folios, plan.migrator === 'kernel') };
  };
}

/** What one batch may hold: what the request says, or the cap of today's kernel or of an offload provider. */
function capOf(platform: Platform, { cap }: RequestSpec, plan: CopyPlan): BatchCap {
  const { mainlineCap, offloadCap } = platform.kernelPath;
  return cap ?? (plan.migrator === 'kernel' ? mainlineCap : offloadCap);
}

/** Evaluates the plain law. */
export function closedForm(platform: Platform, request: RequestSpec, asked: CopyPlan): ClosedForm {
  const plan = sidedPlan(platform, request.target, asked);
  const route = routeBetween(platform, request.source, request.target);
  const cap = capOf(platform, request, plan);
  const most = Math.min(request.folios, foliosPerBatch(cap, request.folioBytes, platform.basePage.value));
  const full = batchOf(platform, route, plan, request, most);
  const phases = { call: platform.kernelPath.perCall.value, unmap: 0, flush: 0, setup: 0, copy: 0, remap: 0 };
  const firstFolioLatencyNs = phases.call + full(0).blackout.first;
  const blackouts: { blackout: Blackout; folios: number }[] = [];
  let limitedBy = '';
  let begunNs = 0;
  for (let left = request.folios; left > 0; left -= most) {
    const folios = Math.min(left, most);
    const run = (folios === most ? full : batchOf(platform, route, plan, request, folios))(begunNs);
    begunNs += run.copy.warmNs;
    for (const name of PHASES) phases[name] += run.phases[name];
    if (folios === most) limitedBy = run.copy.limitedBy;
    blackouts.push({ blackout: run.blackout, folios });
  }
  const totalNs = phases.call + phases.unmap + phases.flush + phases.setup + phases.copy + phases.remap;
  return {
    throughputGBps: (request.folioBytes * request.folios) / totalNs,
    totalNs,
    phasesNs: phases,
    firstFolioLatencyNs,
    blackoutNs: requestBlackout(blackouts),
    limitedBy: phases.copy < totalNs / 2 ? 'kernel software (unmap, flush, remap)' : limitedBy,
    batches: blackouts.length,
    batchCap: cap,
    batchFolios: most,
  };
}
