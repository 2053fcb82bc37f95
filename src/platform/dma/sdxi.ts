import type { DmaDriver } from './driver.js';

export const sdxi: DmaDriver = {
  name: 'sdxi',
  summary: 'SNIA Smart Data Accelerator Interface: a descriptor ring per context takes a whole batch at one doorbell',
  source:
    'drivers/dma/sdxi of github.com/AMDESE/linux-sdxi: DEFAULT_DESC_RING_ENTRIES 1024 (the least of SDXI 1.0, table 3-1), ' +
    'one for the interrupt; sdxi_encode_size32 takes up to SZ_4G; one doorbell in sdxi_dma_issue_pending. That a batch ' +
    'waits is assumed: no provider is published',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: 1023,
  segmentBytes: 2 ** 32,
};
