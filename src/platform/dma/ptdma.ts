import type { DmaDriver } from './driver.js';

export const ptdma: DmaDriver = {
  name: 'ptdma',
  summary: 'AMD passthrough DMA of EPYC servers; descriptors of any number are chained in software',
  source:
    'drivers/dma/amd/ptdma: virt-dma lists without a limit (ptdma-dmaengine.c), u32 length of ptdma_desc (ptdma.h). ' +
    'That a batch waits is assumed: dcbm of RFC V3 takes the channels that are free and copies by CPU where none is',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32 - 1,
};
