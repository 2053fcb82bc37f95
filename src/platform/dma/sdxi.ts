import type { DmaDriver } from './driver.js';

export const sdxi: DmaDriver = {
  name: 'sdxi',
  summary: 'SNIA Smart Data Accelerator Interface: a descriptor ring per context takes a whole batch at one doorbell',
  source:
    'drivers/dma/sdxi of github.com/AMDESE/linux-sdxi: DEFAULT_DESC_RING_ENTRIES 1024 (the least of SDXI 1.0, table 3-1), ' +
    'one for the interrupt; sdxi_encode_size32 takes up to SZ_4G; sdxi_dma_issue_pending (dma.c) makes all that was ' +
    'prepared valid and rings one doorbell; no copy_align. That a batch waits is assumed: no provider is published',
  submission: 'batch-descriptors',
  chaining: 'hardware',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: 1023,
  descriptorsPerBatch: 1023,
  segmentBytes: 2 ** 32,
  alignment: 1,
  queueDepth: 1023,
};
