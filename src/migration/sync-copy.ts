import type { DmaDevice, Platform } from '../platform/platform.js';
import { deviceSetupNs } from './batch-law.js';
import { dmaCopyRate } from './dma-copy.js';

/*
 * One synchronous copy of B bytes by one channel, as a user-space library submits it [ns]:
 *
 *   T = batchSetup + submissions · channelSetup + mapPerFolio + B ÷ rate(B)
 *
 * No page table is touched and nothing is shared. It is the part of the DMA law that a latency table can tell.
 */
export function syncCopyNs(platform: Platform, device: DmaDevice, bytes: number): number {
  return deviceSetupNs(device, 1, bytes, 1) + bytes / dmaCopyRate(platform, device, 1, bytes, 1);
}
