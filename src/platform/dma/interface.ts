import { FoliotuneError } from '../../core/errors.js';
import type { DmaDevice, Platform } from '../platform.js';
import { DMA_INTERFACES, type DmaInterface, segmentsOf, submissionsOf } from './driver.js';
import { DMA_DRIVERS } from './registry.js';

/** dma_get_max_seg_size where a driver sets none, SZ_64K: what __finalise_sg (drivers/iommu/dma-iommu.c) merges up to. */
const LIST_SEGMENT = 2 ** 16;

/** How folios reach a device: as its platform says, else as its driver does. */
export function interfaceOf(device: DmaDevice): DmaInterface {
  return device.submission ?? DMA_DRIVERS.get(device.driver).submission;
}

/** Submissions that hand `folios` folios of a size to one channel of a device. */
export function deviceSubmissions(device: DmaDevice, folioBytes: number, folios: number): number {
  return submissionsOf(DMA_DRIVERS.get(device.driver), interfaceOf(device), folioBytes, folios);
}

/** Transfers of one folio on a device. */
export function deviceSegments(device: DmaDevice, folioBytes: number): number {
  return segmentsOf(DMA_DRIVERS.get(device.driver), folioBytes);
}

/** @throws FoliotuneError `usage` naming `path`, the rule and the value. */
export function readDmaInterface(text: string, path: string): DmaInterface {
  const found = DMA_INTERFACES.find((name) => name === text);
  if (found) return found;
  throw new FoliotuneError('usage', `must be ${DMA_INTERFACES.join(', ')}; got "${text}"`, { path });
}

/** Bytes that one descriptor carries of smaller folios, when `own` gives way to `wanted`. */
function mergeUnder(device: DmaDevice, own: DmaInterface, wanted: DmaInterface, basePage: number): number {
  if (wanted === 'per-folio') return basePage;
  return own === 'per-folio' ? Math.max(device.descriptorMerge.value, LIST_SEGMENT) : device.descriptorMerge.value;
}

/** Time that a descriptor adds: a device that walks a list reads the next one from memory and needs no interrupt. */
function descriptorUnder(platform: Platform, device: DmaDevice, wanted: DmaInterface): number {
  const { chaining } = DMA_DRIVERS.get(device.driver);
  if (wanted !== 'batch-descriptors' || chaining === 'hardware') return device.descriptor.value;
  const latencies = platform.nodes.filter(({ cores }) => cores > 0).map(({ latency }) => latency.value);
  return Math.min(device.descriptor.value, Math.max(...latencies));
}

function deviceUnder(platform: Platform, device: DmaDevice, wanted: DmaInterface): DmaDevice {
  const own = interfaceOf(device);
  const source = `hypothetical: ${wanted} on a device that is handed folios ${own}`;
  const assumed = <Q extends DmaDevice['descriptor']>(quantity: Q, value: number): Q =>
    value === quantity.value ? quantity : { ...quantity, value, kind: 'assumed', source };
  return {
    ...device,
    submission: wanted,
    descriptorMerge: assumed(device.descriptorMerge, mergeUnder(device, own, wanted, platform.basePage.value)),
    descriptor: assumed(device.descriptor, descriptorUnder(platform, device, wanted)),
  };
}

/**
 * The platform with its folios handed to the DMA device in another way: a hypothetical machine, but for the platform's
 * own interface, which changes nothing. Only what the interface itself is about changes, so that a gain is rather too
 * small than too large:
 *
 *   submissions         by the law of driver.ts
 *   merging             none where folios are submitted one by one; in a list up to 64 KiB where they were before
 *   next descriptor     under batch-descriptors a device that needed an interrupt for it reads it from memory instead:
 *                       one load latency, if that is less
 *   mapping, rates      as the file says
 *
 * @throws FoliotuneError `usage` where the platform has no DMA engine.
 */
export function withDmaInterface(platform: Platform, wanted: DmaInterface): Platform {
  const device = platform.dma[0];
  if (!device) throw new FoliotuneError('usage', `platform ${platform.name} has no DMA engine to hand folios to`);
  if (interfaceOf(device) === wanted) return platform;
  return { ...platform, dma: [deviceUnder(platform, device, wanted)] };
}
