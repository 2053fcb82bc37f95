import type { DmaDriver } from './driver.js';

export const ae4dma: DmaDriver = {
  name: 'ae4dma',
  summary: 'AMD AE4 DMA, the successor of ptdma: 16 hardware queues of 32 descriptors',
  source: 'drivers/dma/amd/ae4dma/ae4dma.h: MAX_AE4_HW_QUEUES 16, CMD_Q_LEN 32; 32-bit length',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: 32,
  segmentBytes: 2 ** 32 - 1,
};
