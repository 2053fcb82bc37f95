import { deviceSegments } from '../platform/dma/interface.js';
import type { DmaDevice, Platform } from '../platform/platform.js';
import { dealing } from './cpu-copy.js';

/*
 * Rate of a copy by C channels of one device [bytes/ns]. One channel moves a folio of F bytes at
 *
 *   F ÷ ( F/channelRate + smallFolioTranslation · (F/basePage − 1) · [F < PMD] + descriptor · k · F/max(F, descriptorMerge) )
 *
 * where k is the transfers that the device makes of one folio (platform/dma/driver.ts).
 * Small folios are mapped by base-page IOMMU entries: each page after a folio's first waits for its translation, the
 * first one's is part of the descriptor. Segments merge into one descriptor up to descriptorMerge.
 * Channels share an engine in groups of channelsPerEngine, an engine carries at most engineRate, the device totalRate.
 * The reading of the terms is inference from the garg-v3 tables. Whole folios are dealt out to the channels.
 */

/** Rate of one channel alone on its engine [bytes/ns]. */
export function channelRate(platform: Platform, device: DmaDevice, folioBytes: number): number {
  const page = platform.basePage.value;
  const walks = folioBytes < platform.pmdSize.value ? folioBytes / page - 1 : 0;
  const small = (walks * device.smallFolioTranslation.value) / folioBytes;
  const segments = deviceSegments(device, folioBytes);
  const descriptor = (device.descriptor.value * segments) / Math.max(folioBytes, device.descriptorMerge.value);
  return 1 / (1 / device.channelRate.value + small + descriptor);
}

/** Rate of C channels, engines filled one after the other, nobody else on the device [bytes/ns]. */
export function dmaCopyRate(
  platform: Platform,
  device: DmaDevice,
  channels: number,
  folioBytes: number,
  folios: number,
): number {
  const channel = channelRate(platform, device, folioBytes);
  const engines = Math.floor(channels / device.channelsPerEngine);
  const rest = channels % device.channelsPerEngine;
  const engine = (sharing: number): number => Math.min(sharing * channel, device.engineRate.value);
  return (engines * engine(device.channelsPerEngine) + engine(rest)) * dealing(folios, channels);
}

/** What bounds the rate of C channels, in words. */
export function dmaCopyLimit(platform: Platform, device: DmaDevice, channels: number, folioBytes: number): string {
  const sharing = Math.min(channels, device.channelsPerEngine);
  if (sharing * channelRate(platform, device, folioBytes) > device.engineRate.value)
    return `the engines of ${device.name}`;
  return channels === 1 ? '1 DMA channel' : `${channels} DMA channels`;
}
