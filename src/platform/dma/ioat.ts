import type { DmaDriver } from './driver.js';

export const ioat: DmaDriver = {
  name: 'ioat',
  summary: 'Intel I/OAT (Crystal Beach) of Xeons up to the third generation: each segment is prepared on its own',
  source:
    'drivers/dma/ioat/prep.c: a memcpy is prepared alone and cut at the transfer cap (1 MiB, read from hardware; ' +
    'assumed), and refused where the ring has no space',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: 1,
  segmentBytes: 2 ** 20,
};
