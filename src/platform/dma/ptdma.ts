import type { DmaDriver } from './driver.js';

export const ptdma: DmaDriver = {
  name: 'ptdma',
  summary: 'AMD passthrough DMA of EPYC servers; descriptors of any number are chained in software',
  source: 'drivers/dma/amd/ptdma: virt-dma lists without a limit, 32-bit length; dcbm (RFC V3) waits for channels',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32 - 1,
};
