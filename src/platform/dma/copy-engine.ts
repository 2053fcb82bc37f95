import type { DmaDriver } from './driver.js';

export const copyEngine: DmaDriver = {
  name: 'copy-engine',
  summary: 'copy engine of a GPU: commands in a push buffer, completion by a semaphore or an interrupt',
  source: 'NVIDIA open-gpu-doc, copy-engine classes: 32-bit lengths, semaphore release; no list limit is documented',
  completions: ['interrupt', 'polling'],
  whenFull: 'wait',
  segmentsPerList: Number.POSITIVE_INFINITY,
  segmentBytes: 2 ** 32 - 1,
};
