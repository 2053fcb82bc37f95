import { deviceSubmissions, interfaceOf } from '../platform/dma/interface.js';
import type { DmaDevice, Platform } from '../platform/platform.js';
import type { Route } from '../platform/route.js';
import { type CpuCopy, cpuCopy } from './cpu-copy.js';
import { dmaCopyRate } from './dma-copy.js';
import { folioCostNs, flushNs as oneFlushNs } from './software-cost.js';
import type { CopyPlan } from './vocabulary.js';

/** What one batch of equal folios costs with a plan on an idle machine, before anything is shared. */
export interface BatchLaw {
  readonly unmapNs: number;
  readonly flushNs: number;
  /** Waking workers, requesting channels, mapping folios for the device. */
  readonly setupNs: number;
  readonly remapNs: number;
  /** Bytes and own rate [bytes/ns] of the part copied by CPU, warm-up aside; 0 where the plan has none. */
  readonly cpuBytes: number;
  readonly cpuRate: number;
  /** By how much workers may be slowed before that rate falls: cpu-copy.ts. */
  readonly cpuHeadroom: number;
  /** The same of the part copied by DMA. */
  readonly dmaBytes: number;
  readonly dmaRate: number;
}

export interface BatchSpec {
  readonly folioBytes: number;
  readonly folios: number;
  /** Bytes of the call that the batch belongs to. */
  readonly callBytes: number;
  readonly mmCpus: number;
  /** Flushes this batch takes: more than one where a smaller cap splits it further. */
  readonly flushes: number;
}

/**
 * Time to get a device's channels going [ns]: each of C channels is requested and handed its share in m submissions (as
 * many as the interface takes), each of n folios is mapped for the device where the kernel maps them one by one:
 *
 *   setup = batchSetup + C · (channelSetup + (m − 1) · submit) + n · mapPerFolio
 *
 * submit is channelSetup for one more list, and submitPerFolio for one more folio where the platform's file gives it.
 */
export function deviceSetupNs(device: DmaDevice, channels: number, folioBytes: number, folios: number): number {
  const { batchSetup, channelSetup, mapPerFolio, submitPerFolio = channelSetup } = device;
  const more = channels * (deviceSubmissions(device, folioBytes, Math.ceil(folios / channels)) - 1);
  const submit = interfaceOf(device) === 'per-folio' ? submitPerFolio : channelSetup;
  return batchSetup.value + channels * channelSetup.value + more * submit.value + folios * mapPerFolio.value;
}

/** Time to get the movers going, on the caller's CPU: each worker is queued and woken, the device made ready [ns]. */
function setupNs(platform: Platform, plan: CopyPlan, folioBytes: number, dmaFolios: number): number {
  const workers = plan.migrator === 'kernel' ? 0 : plan.workers * platform.cpuCopy.workerSetup.value;
  const device = platform.dma[0];
  if (!device || plan.channels === 0) return workers;
  return workers + deviceSetupNs(device, plan.channels, folioBytes, dmaFolios);
}

/** Plan as one batch can use it: no more channels than folios to deal out. */
export function planFor(plan: CopyPlan, folios: number): CopyPlan {
  return plan.channels > folios ? { ...plan, channels: folios } : plan;
}

/** What unmapping, flushing and remapping one batch takes: the same whatever copies it. */
export function softwareLaw(
  platform: Platform,
  { folios, folioBytes, mmCpus, flushes }: Omit<BatchSpec, 'callBytes'>,
): Pick<BatchLaw, 'unmapNs' | 'flushNs' | 'remapNs'> {
  const software = folios * folioCostNs(platform, folioBytes);
  const unmapNs = software * platform.kernelPath.unmapShare.value;
  return { unmapNs, flushNs: oneFlushNs(platform, mmCpus) * flushes, remapNs: software - unmapNs };
}

const NO_CPU_COPY: CpuCopy = { rate: 0, headroom: 1 };

/** The law of one batch. A plan with channels needs a platform with a DMA device. */
export function batchLaw(platform: Platform, route: Route, plan: CopyPlan, batch: BatchSpec): BatchLaw {
  const bytes = batch.folioBytes * batch.folios;
  const dmaFolios = Math.round(batch.folios * plan.dmaShare);
  const dmaBytes = dmaFolios * batch.folioBytes;
  const cpuBytes = bytes - dmaBytes;
  const { unmapNs, flushNs, remapNs } = softwareLaw(platform, batch);
  const device = platform.dma[0];
  const dma = device && dmaFolios > 0 ? dmaCopyRate(platform, device, plan.channels, batch.folioBytes, dmaFolios) : 0;
  const size = { batchBytes: bytes, callBytes: batch.callBytes };
  const cpu = cpuBytes > 0 ? cpuCopy(platform, route, plan, batch.folios - dmaFolios, size) : NO_CPU_COPY;
  return {
    unmapNs,
    flushNs,
    setupNs: setupNs(platform, plan, batch.folioBytes, dmaFolios),
    remapNs,
    cpuBytes,
    cpuRate: cpu.rate,
    cpuHeadroom: cpu.headroom,
    dmaBytes,
    dmaRate: dma,
  };
}
