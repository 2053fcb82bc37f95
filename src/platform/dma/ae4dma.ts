import type { DmaDriver } from './driver.js';

export const ae4dma: DmaDriver = {
  name: 'ae4dma',
  summary: 'AMD AE4 DMA, the successor of ptdma: 16 hardware queues at most, 31 descriptors in flight in each',
  source:
    'drivers/dma/amd/ae4dma: MAX_AE4_HW_QUEUES 16 (the module takes 1 unless max_hw_q says more), u32 length of ' +
    'ae4dma_desc; drivers/dma/amd/ptdma/ptdma-dmaengine.c: pt_cmd_callback waits at CMD_Q_LEN - 1 descriptors, ' +
    'ae4_error_codes demand 4-byte alignment of length and addresses',
  submission: 'scatter-gather',
  chaining: 'hardware',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: 31,
  descriptorsPerBatch: 31,
  segmentBytes: 2 ** 32 - 1,
  alignment: 4,
  queueDepth: 31,
};
