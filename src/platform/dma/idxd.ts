import type { DmaDriver } from './driver.js';

export const idxd: DmaDriver = {
  name: 'idxd',
  summary: 'Intel DSA of fourth-generation Xeons on: batch descriptors, declines while its work queues are full',
  source:
    'drivers/dma/idxd: WQ_DEFAULT_MAX_BATCH 32, WQ_DEFAULT_MAX_XFER 2 MiB (both can be raised by sysfs); ' +
    'data/measurements/dsa-submission.csv: batch 32; the DSA provider of the offload hook declines when busy',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: 32,
  segmentBytes: 2 ** 21,
};
