import type { DmaDriver } from './driver.js';

export const ioat: DmaDriver = {
  name: 'ioat',
  summary: 'Intel I/OAT (Crystal Beach) of Xeons up to the third generation: each folio is prepared on its own',
  source:
    'drivers/dma/ioat/prep.c: ioat_dma_prep_memcpy_lock prepares one memcpy, cuts it into descriptors by itself and ' +
    'refuses where the ring has no space; at most 65535 of them (u16 of ioat_xferlen_to_descs, a ring of IOAT_MAX_ORDER ' +
    '16, dma.h), each of the transfer cap that init.c reads from the hardware (1 MiB is assumed); no copy_align. One ' +
    'ioat_issue_pending for all that were prepared would make a list',
  submission: 'per-folio',
  chaining: 'hardware',
  completions: ['interrupt', 'polling'],
  whenFull: 'decline',
  segmentsPerList: 65_535,
  descriptorsPerBatch: 65_535,
  segmentBytes: 65_535 * 2 ** 20,
  alignment: 1,
  queueDepth: 65_535,
};
