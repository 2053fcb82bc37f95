import type { DmaDriver } from './driver.js';

export const ptdma: DmaDriver = {
  name: 'ptdma',
  summary: 'AMD passthrough DMA of EPYC servers; descriptors of any number are chained in software',
  source:
    'drivers/dma/amd/ptdma: virt-dma lists without a limit, and pt_cmd_callback starts one descriptor when the one before ' +
    'it is done (ptdma-dmaengine.c); u32 length of ptdma_desc, a ring of CMD_Q_LEN 32, one slot empty (ptdma.h); no ' +
    'copy_align. dcbm of RFC V3 (folios_copy_dma) takes the channels that are free and copies by CPU (folios_mc_copy) ' +
    'where none is',
  submission: 'scatter-gather',
  chaining: 'software',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: Number.POSITIVE_INFINITY,
  descriptorsPerBatch: 31,
  segmentBytes: 2 ** 32 - 1,
  alignment: 1,
  queueDepth: 31,
};
