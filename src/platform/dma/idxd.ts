import type { DmaDriver } from './driver.js';

export const idxd: DmaDriver = {
  name: 'idxd',
  summary: 'Intel DSA of fourth-generation Xeons on: batch descriptors, declines while its work queues are full',
  source:
    'drivers/dma/idxd/idxd.h: WQ_DEFAULT_MAX_BATCH 32, WQ_DEFAULT_MAX_XFER SZ_2M, WQ_DEFAULT_QUEUE_DEPTH 16, defaults of ' +
    'a work queue; batch 32 also in data/measurements/dsa-submission.csv. The device can be set to 1024 descriptors, ' +
    '2 GiB and 128 entries (GENCAP 0x40915f0107 of a Sapphire Rapids: max_batch_shift, max_xfer_shift of registers.h; ' +
    'accel-config list of gist.github.com/Shamazo/73574278a6a4407480ec8dcd9411048a). Of a provider that writes batch ' +
    'descriptors itself and declines when busy (data/measurements/README.md): dmaengine (idxd/dma.c) prepares one memcpy ' +
    'at a time, refuses one above max_xfer_bytes and waits',
  submission: 'batch-descriptors',
  chaining: 'hardware',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: 1,
  descriptorsPerBatch: 32,
  segmentBytes: 2 ** 21,
  alignment: 1,
  queueDepth: 16,
};
