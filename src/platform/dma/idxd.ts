import type { DmaDriver } from './driver.js';

export const idxd: DmaDriver = {
  name: 'idxd',
  summary: 'Intel DSA of fourth-generation Xeons on: batch descriptors, declines while its work queues are full',
  source:
    'drivers/dma/idxd/idxd.h: WQ_DEFAULT_MAX_BATCH 32, WQ_DEFAULT_MAX_XFER SZ_2M, defaults of a work queue; batch 32 ' +
    'also in data/measurements/dsa-submission.csv. Of a provider that writes batch descriptors itself and declines when ' +
    'busy (data/measurements/README.md): dmaengine (idxd/dma.c) prepares one memcpy at a time and waits',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: 32,
  segmentBytes: 2 ** 21,
};
