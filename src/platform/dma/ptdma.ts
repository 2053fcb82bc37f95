import type { DmaDriver } from './driver.js';

export const ptdma: DmaDriver = {
  name: 'ptdma',
  summary: 'AMD passthrough DMA of EPYC servers; descriptors of any number are chained in software',
  source:
    'drivers/dma/amd/ptdma: virt-dma lists without a limit (ptdma-dmaengine.c), u32 length of ptdma_desc (ptdma.h). ' +
    'dcbm of RFC V3 (folios_copy_dma) takes the channels that are free and copies by CPU (folios_mc_copy) where none is',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32 - 1,
};
