import type { DmaDriver } from './driver.js';

export const sdxi: DmaDriver = {
  name: 'sdxi',
  summary: 'SNIA Smart Data Accelerator Interface: a descriptor ring per context takes a whole batch at one doorbell',
  source: 'SNIA SDXI 1.0: contexts with rings, 32-bit size; that a list has no practical limit is assumed',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32,
};
